/**
 * The bytes of a web stream: standard input, a pipe, a download, a test.
 * @module
 */

import type { ByteSource } from "./byte_source.ts";

/** Reads a stream chunk by chunk. */
export class StreamBytes implements ByteSource {
  /** Bytes read so far. */
  inputBytes = 0;
  /** Set when the stream failed. */
  damage: string | undefined;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #chunk = new Uint8Array(0);
  #at = 0;

  /**
   * Locks the stream.
   * @param stream is cancelled with this source
   */
  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
  }

  /** Copies out of the current chunk, reading the next one when it is used up. */
  async pull(into: Uint8Array): Promise<number> {
    while (this.#at === this.#chunk.length) {
      if (!(await this.#nextChunk())) return 0;
    }
    const count = Math.min(into.length, this.#chunk.length - this.#at);
    into.set(this.#chunk.subarray(this.#at, this.#at + count));
    this.#at += count;
    this.inputBytes += count;
    return count;
  }

  async #nextChunk(): Promise<boolean> {
    try {
      const { value } = await this.#reader.read();
      if (value === undefined) return false;
      this.#chunk = value as Uint8Array<ArrayBuffer>;
      this.#at = 0;
      return true;
    } catch (error) {
      this.damage = `the stream failed (${error instanceof Error ? error.message : error})`;
      return false;
    }
  }

  /** Cancels the stream; a `pull` that waits gets its end. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#reader.cancel().catch(() => {});
  }
}
