/**
 * Where the golden captures lie, and which there are.
 * @module
 */

/** Folder of the golden captures, with a slash at the end. */
export const GOLDEN_FOLDER = new URL("golden/", import.meta.url).pathname;

/** Gives the names of all whole golden captures. */
export function goldenNames(): string[] {
  return [...Deno.readDirSync(GOLDEN_FOLDER)]
    .filter(({ name, isFile }) => isFile && /\.(pcap|pcapng|snoop)(\.gz|\.zst)?$/.test(name))
    .map(({ name }) => name)
    .sort();
}
