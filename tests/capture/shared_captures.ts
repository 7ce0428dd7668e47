/**
 * Real captures that lie beside the repository on some machines; tests over them are skipped
 * elsewhere.
 * @module
 */

const FOLDER = new URL("../../../shared/data/pcap/", import.meta.url).pathname;

/** Gives the paths of all captures in one of its folders; none where it is missing. */
export function sharedCaptures(folder: "formats" | "long"): string[] {
  try {
    return [...Deno.readDirSync(FOLDER + folder)]
      .filter(({ name }) => /\.(pcap|pcapng|pcap_)(\.gz)?$/.test(name))
      .map(({ name }) => `${FOLDER}${folder}/${name}`)
      .sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** Gives the paths of all files that are captures or pretend to be; none where they are missing. */
export function everySharedCapture(): string[] {
  return [...filesBelow(FOLDER)].filter((path) => !/\.(csv|log)$/.test(path)).sort();
}

function* filesBelow(folder: string): Generator<string> {
  let entries: Deno.DirEntry[];
  try {
    entries = [...Deno.readDirSync(folder)];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw error;
  }
  for (const { name, isDirectory } of entries) {
    if (isDirectory) yield* filesBelow(`${folder}${name}/`);
    else yield folder + name;
  }
}
