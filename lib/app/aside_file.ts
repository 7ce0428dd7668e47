/**
 * A file that grows aside, and takes its name when it is whole.
 * @module
 */

import { dirname } from "node:path";
import { checkFilePlace } from "./write_aside.ts";
import { makeFolder } from "./make_folder.ts";
import { refused } from "./system_errors.ts";

/** A file that is being written. What is not finished is removed, and what was there stays. */
export class AsideFile implements Disposable {
  /** Bytes written. */
  sizeBytes = 0;
  readonly #path: string;
  #file: Deno.FsFile | undefined;

  /**
   * Opens the file aside.
   * @throws {UserError} if it could not be written
   */
  constructor(path: string) {
    this.#path = path;
    makeFolder(dirname(path));
    checkFilePlace(path);
    this.#file = Deno.openSync(this.#aside, { create: true, write: true, truncate: true });
  }

  /**
   * Adds bytes.
   * @throws {UserError} if the disk has no room for them
   */
  write(bytes: Uint8Array): void {
    try {
      for (let at = 0; at < bytes.length;) at += this.#file!.writeSync(bytes.subarray(at));
    } catch (error) {
      throw refused(`Cannot write "${this.#path}"`, error);
    }
    this.sizeBytes += bytes.length;
  }

  /** Stores the file under its name. */
  finish(): void {
    try {
      this.#file!.syncSync();
      this.#close();
      Deno.renameSync(this.#aside, this.#path);
    } catch (error) {
      throw refused(`Cannot write "${this.#path}"`, error);
    }
  }

  /** Removes a file that was not finished. */
  [Symbol.dispose](): void {
    if (this.#file === undefined) return;
    this.#close();
    Deno.removeSync(this.#aside);
  }

  get #aside(): string {
    return `${this.#path}.partial`;
  }

  #close(): void {
    this.#file?.close();
    this.#file = undefined;
  }
}
