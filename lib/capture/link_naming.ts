/**
 * How the links of a capture are called: by the user, else by the interface, else by the file.
 * @module
 */

import { basename } from "node:path";

const MAX_NAME_LENGTH = 200;
// deno-lint-ignore no-control-regex -- control characters are what it removes
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;
const COMPRESSED = /\.(?:gz|zst|xz|bz2|lz4)$/i;
const EXTENSION = /(?<=.)\.[^.]*$/;

/** What links are named after. */
export interface LinkNaming {
  /** Name of every link, whatever the capture says; `undefined` lets the capture say. */
  readonly override: string | undefined;
  /** Name where the capture has none: the file's stem, or `stdin`. */
  readonly stem: string;
}

/**
 * Makes a name fit to be a message key and to be printed: control characters are removed, 200
 * characters are kept, halves of characters are replaced.
 * @returns the empty string where nothing is left
 */
export function sanitiseName(name: string): string {
  return [...name.replace(CONTROL, "").trim()].slice(0, MAX_NAME_LENGTH).join("").toWellFormed();
}

/** Gives a file's name without folders, without its extension and that of its compression. */
export function fileStem(path: string): string {
  const stem = basename(path).replace(COMPRESSED, "").replace(EXTENSION, "");
  return sanitiseName(stem) || "capture";
}
