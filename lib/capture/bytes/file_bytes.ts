/**
 * The bytes of a file or of a pipe.
 * @module
 */

import { UserError } from "#lib/core/errors.ts";
import type { ByteSource } from "./byte_source.ts";

/** An open file or pipe, such as `Deno.FsFile` or `Deno.stdin`. */
export interface OpenFile {
  /** Reads into the caller's memory; null at the end. */
  read(into: Uint8Array): Promise<number | null>;
  /** Closes it. */
  close(): void;
}

/** Reads an open file from its position on. */
export class FileBytes implements ByteSource {
  /** Bytes read so far. */
  inputBytes = 0;
  /** Set when the disk failed. */
  damage: string | undefined;
  readonly #file: OpenFile;

  /**
   * Starts where the file stands.
   * @param file is closed with this source
   */
  constructor(file: OpenFile) {
    this.#file = file;
  }

  /** Reads straight into the caller's memory; an I/O error ends the source and is kept as damage. */
  async pull(into: Uint8Array): Promise<number> {
    try {
      const count = (await this.#file.read(into)) ?? 0;
      this.inputBytes += count;
      return count;
    } catch (error) {
      this.damage = `reading failed (${error instanceof Error ? error.message : error})`;
      return 0;
    }
  }

  /** Closes the file. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#file.close();
    return Promise.resolve();
  }
}

/**
 * Opens a file for reading.
 * @throws {UserError} if there is no such file, it is a directory or it may not be read
 */
export async function openFileBytes(path: string): Promise<FileBytes> {
  const file = await openFile(path);
  const info = await file.stat();
  if (!info.isDirectory) return new FileBytes(file);
  file.close();
  throw new UserError(`Cannot read "${path}": it is a directory, expected a capture file`);
}

async function openFile(path: string): Promise<Deno.FsFile> {
  try {
    return await Deno.open(path);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) {
      throw new UserError(`Cannot read "${path}": there is no such file; check the path`, {
        cause,
      });
    }
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(`Cannot read "${path}": ${why}; check the path and its permissions`, {
      cause,
    });
  }
}
