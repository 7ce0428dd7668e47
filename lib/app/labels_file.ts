/**
 * Writes the labels of synthetic traffic as they come.
 * @module
 */

import { dirname } from "node:path";
import { encodeLabel, type TrafficLabel } from "#lib/capture/synthetic/labels.ts";
import { makeFolder } from "./make_folder.ts";
import { refused } from "./system_errors.ts";

/** A labels file; a run that goes on behind an earlier one adds to it. */
export class LabelsFile implements Disposable {
  readonly #path: string;
  readonly #file: Deno.FsFile;
  /** Labels written. */
  written = 0;

  /** Opens the file. @param path is made where it is missing, with its folder */
  constructor(path: string) {
    this.#path = path;
    makeFolder(dirname(path));
    this.#file = Deno.openSync(path, { create: true, append: true });
  }

  /**
   * Adds labels, a line each.
   * @throws {UserError} if the disk has no room for them
   */
  write(labels: readonly TrafficLabel[]): void {
    if (labels.length === 0) return;
    const bytes = new TextEncoder().encode(labels.map((l) => encodeLabel(l) + "\n").join(""));
    const { size } = this.#file.statSync();
    try {
      for (let at = 0; at < bytes.length;) at += this.#file.writeSync(bytes.subarray(at));
    } catch (error) {
      // No half a line, which the next run would write on.
      this.#file.truncateSync(size);
      throw refused(`Cannot write the labels "${this.#path}"`, error);
    }
    this.written += labels.length;
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    this.#file.close();
  }
}
