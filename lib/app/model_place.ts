/**
 * Looks at the place of a model before it is trained: saving replaces the whole folder, and must
 * neither fail after hours nor delete what is no model.
 * @module
 */

import { basename, dirname, resolve } from "node:path";
import { UserError } from "#lib/core/errors.ts";
import { ArtifactFile } from "#lib/model/artifact/file_names.ts";
import { makeFolder } from "./make_folder.ts";
import { refused } from "./system_errors.ts";

/**
 * Checks that a model can be saved to a folder.
 * @param path of the folder: missing, empty, or with a model in it
 * @throws {UserError} if it is something else, or cannot be written
 */
export async function checkModelPlace(path: string): Promise<void> {
  const other = await findOther(path);
  if (other !== undefined) {
    throw new UserError(
      `Cannot save a model to "${path}": ${other} and would be deleted; name another --model`,
    );
  }
  const place = resolve(path);
  const parent = dirname(place);
  makeFolder(parent);
  try {
    await Deno.remove(await Deno.makeTempDir({ dir: parent, prefix: `.${basename(place)}.new-` }));
  } catch (error) {
    throw refused(`Cannot save a model to "${path}"`, error);
  }
}

/** Says what is in the place that no model has; `undefined` where nothing is. */
async function findOther(path: string): Promise<string | undefined> {
  const files: readonly string[] = Object.values(ArtifactFile);
  try {
    for await (const { name, isFile } of Deno.readDir(path)) {
      if (!isFile || !files.includes(name)) return `it holds "${name}", which is no part of one`;
    }
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    if (!(error instanceof Deno.errors.NotADirectory)) throw error;
    return await isThere(path) ? "it is a file" : undefined;
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch {
    return false; // a folder above it is a file: making that one says so
  }
}
