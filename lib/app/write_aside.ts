/**
 * Writes result files in one step: a path never holds half a file.
 * @module
 */

import { dirname } from "node:path";
import { UserError } from "#lib/core/errors.ts";
import { makeFolder } from "./make_folder.ts";
import { refused } from "./system_errors.ts";

/**
 * Writes a file: aside first, flushed to disk, then renamed. Makes the folder where it is missing.
 * @param chunks text or bytes, in order
 * @throws {UserError} if the file cannot be written; nothing of it is left, and what was there
 * before still is
 */
export function writeAside(path: string, chunks: Iterable<string | Uint8Array>): void {
  beside(path, (aside) => {
    writeDurably(aside, chunks);
    Deno.renameSync(aside, path);
  });
}

/**
 * Looks whether a file could be written, before the work that its contents take.
 * @throws {UserError} if it could not
 */
export function checkFilePlace(path: string): void {
  beside(path, (aside) => {
    writeDurably(aside, []);
    Deno.removeSync(aside);
    if (isFolder(path)) throw new UserError(`Cannot write "${path}": it is a folder; name a file`);
  });
}

function beside(path: string, work: (aside: string) => void): void {
  const aside = `${path}.partial`;
  makeFolder(dirname(path));
  try {
    work(aside);
  } catch (error) {
    removeIfThere(aside);
    throw refused(`Cannot write "${path}"`, error);
  }
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
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
