/**
 * Makes the folders that results go to.
 * @module
 */

import { UserError } from "#lib/core/errors.ts";
import { refused } from "./system_errors.ts";

/**
 * Makes a folder and those above it, where they are missing.
 * @throws {UserError} if it cannot be made
 */
export function makeFolder(path: string): void {
  try {
    Deno.mkdirSync(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) {
      throw refused(`Cannot make the folder "${path}"`, error);
    }
    throw new UserError(`Cannot make the folder "${path}": a file of that name is in the way`, {
      cause: error,
    });
  }
}
