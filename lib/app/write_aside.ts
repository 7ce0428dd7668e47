/**
 * Writes result files in one step: a path never holds half a file.
 * @module
 */

import { dirname } from "node:path";

/**
 * Writes text to a file: aside first, flushed to disk, then renamed. Makes the folder where it is
 * missing.
 * @param chunks the text, in order
 */
export function writeAside(path: string, chunks: Iterable<string>): void {
  Deno.mkdirSync(dirname(path), { recursive: true });
  const aside = `${path}.partial`;
  const encoder = new TextEncoder();
  try {
    using file = Deno.openSync(aside, { create: true, write: true, truncate: true });
    for (const chunk of chunks) {
      const bytes = encoder.encode(chunk);
      for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
    }
    file.syncSync();
  } catch (error) {
    removeIfThere(aside);
    throw error;
  }
  Deno.renameSync(aside, path);
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
