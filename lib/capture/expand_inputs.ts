/**
 * The captures that paths stand for: a folder stands for the files in it.
 * @module
 */

import { join } from "node:path";
import { UserError } from "#lib/core/errors.ts";

/** Names that a folder's files may have besides captures: hidden ones, and notes about them. */
const NO_CAPTURE = /^\.|\.(?:md|txt|log|csv|json|sha256|md5)$/i;

/**
 * Replaces folders by the files in them, in the order of their names; folders within are not
 * looked into, hidden files and those that say by their name that they are notes are left out.
 * @throws {UserError} if a folder holds no file, or may not be read
 */
export async function expandInputs(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) {
    if (path !== "-" && await isFolder(path)) files.push(...await filesIn(path));
    else files.push(path);
  }
  return files;
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch {
    return false; // opening it says what is wrong
  }
}

async function filesIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (!isDirectory && !NO_CAPTURE.test(name)) names.push(name);
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(`Cannot read the folder "${folder}": ${why}; check its permissions`, {
      cause,
    });
  }
  if (names.length === 0) {
    throw new UserError(
      `Cannot read the folder "${folder}": there is no capture in it; name another`,
    );
  }
  return names.sort().map((name) => join(folder, name));
}
