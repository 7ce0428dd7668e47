/**
 * Writes result files in one step: a path never holds half a file.
 * @module
 */

import { dirname } from "node:path";
import { makeFolder } from "./make_folder.ts";
import { refused } from "./system_errors.ts";

/**
 * Writes a file: aside first, flushed to disk, then renamed. Makes the folder where it is missing.
 * @param chunks text or bytes, in order
 * @throws {UserError} if the file cannot be written; nothing of it is left, and what was there
 * before still is
 */
export function writeAside(path: string, chunks: Iterable<string | Uint8Array>): void {
  const aside = `${path}.partial`;
  makeFolder(dirname(path));
  try {
    writeDurably(aside, chunks);
    Deno.renameSync(aside, path);
  } catch (error) {
    removeIfThere(aside);
    throw refused(`Cannot write "${path}"`, error);
  }
}

function writeDurably(path: string, chunks: Iterable<string | Uint8Array>): void {
  const encoder = new TextEncoder();
  using file = Deno.openSync(path, { create: true, write: true, truncate: true });
  for (const chunk of chunks) {
    const bytes = typeof chunk === "string" ? encoder.encode(chunk) : chunk;
    for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
  }
  file.syncSync();
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // It was never made, for the reason that is about to be told.
  }
}
