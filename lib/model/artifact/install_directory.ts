/**
 * Puts a whole directory in the place of another, so that a reader finds the old or the new one
 * and never a mixture, whenever the power fails.
 * @module
 */

import { basename, dirname, join, resolve } from "node:path";

/** Where the previous directory waits while the new one takes its place. A crash in between
 * leaves it there, and readers take it. The name is none that a user would give a copy. */
export function previousPath(path: string): string {
  const place = resolve(path);
  return join(dirname(place), `.${basename(place)}.previous`);
}

/**
 * Writes files into a directory of their own, makes them durable, and renames it into place.
 * Writers of one path must not run at the same time.
 * @param path of the directory; what was there before is deleted
 * @param files contents by name
 * @throws {Deno.errors.NotFound | Deno.errors.PermissionDenied} and others, as the system says;
 * what was there before is still whole then
 */
export async function installDirectory(
  path: string,
  files: ReadonlyMap<string, string | Uint8Array>,
): Promise<void> {
  const place = resolve(path);
  const previous = previousPath(place);
  const parent = dirname(place);
  await Deno.mkdir(parent, { recursive: true });
  const aside = await Deno.makeTempDir({ dir: parent, prefix: `.${basename(place)}.new-` });
  try {
    for (const [name, content] of files) await writeDurably(join(aside, name), content);
    // made for its owner alone, as temporary directories are
    if (Deno.build.os !== "windows") await Deno.chmod(aside, 0o755);
    await syncDirectory(aside);
    if (await exists(place)) {
      await removeIfThere(previous);
      await Deno.rename(place, previous);
    }
    await Deno.rename(aside, place);
  } catch (error) {
    await removeIfThere(aside);
    throw error;
  }
  await syncDirectory(parent);
  await removeIfThere(previous);
}

async function writeDurably(path: string, content: string | Uint8Array): Promise<void> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  using file = await Deno.open(path, { write: true, createNew: true });
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
  await file.sync();
}

/** Makes names in a directory durable. Windows opens no directories, and needs none. */
async function syncDirectory(path: string): Promise<void> {
  if (Deno.build.os === "windows") return;
  using directory = await Deno.open(path);
  await directory.sync();
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function removeIfThere(path: string): Promise<void> {
  if (await exists(path)) await Deno.remove(path, { recursive: true });
}
