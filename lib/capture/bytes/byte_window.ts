/**
 * A sliding view of a byte stream in one piece of memory: parsers read records in place and never
 * see where the chunks were cut.
 * @module
 */

import type { ByteSource } from "./byte_source.ts";

/** Bytes asked of the source at once, at most: larger gave no more speed, smaller cost calls. */
const CHUNK_BYTES = 1024 * 1024;
/** Memory to start with: most captures among many are small. */
const FIRST_BYTES = 64 * 1024;

/**
 * Bytes `[at, end)` of {@link ByteWindow.bytes} are the unread ones, in one piece. A parser moves
 * `at` over what it has taken; {@link ByteWindow.fill} makes room and reads on.
 */
export class ByteWindow implements ByteSource {
  /** The memory; replaced when it grows, so take it anew after each `fill`. */
  bytes: Uint8Array = new Uint8Array(FIRST_BYTES);
  /** The same memory as a view. */
  view: DataView = new DataView(this.bytes.buffer);
  /** Index of the first unread byte. */
  at = 0;
  /** Index behind the last byte read from the source. */
  end = 0;
  /** Whether the source has given all that it had. */
  isAtEnd = false;
  readonly #source: ByteSource;
  /** Place in the stream of `bytes[0]`. */
  #base = 0;

  /**
   * Slides over a source.
   * @param source is disposed with this window
   * @param name what to call the stream in messages
   */
  constructor(source: ByteSource, readonly name: string) {
    this.#source = source;
  }

  /** Place of `at` in the stream, bytes from its start. */
  get position(): number {
    return this.#base + this.at;
  }

  /** Bytes that were read from the file or pipe, as they lie there. */
  get inputBytes(): number {
    return this.#source.inputBytes;
  }

  /** Why the stream broke before its end, as a clause. */
  get damage(): string | undefined {
    return this.#source.damage;
  }

  /**
   * Reads on until at least `need` bytes are unread, moving the cut tail to the front.
   * @returns false if the stream ends before
   */
  async fill(need: number): Promise<boolean> {
    if (this.end - this.at >= need) return true;
    this.#makeRoom(need);
    while (this.end - this.at < need) {
      const count = await this.#source.pull(this.bytes.subarray(this.end));
      if (count === 0) {
        this.isAtEnd = true;
        return false;
      }
      this.end += count;
    }
    return true;
  }

  /** Hands the unread bytes on, so that another source can take over from a look at the first. */
  async pull(into: Uint8Array): Promise<number> {
    if (this.end === this.at && !(await this.fill(1))) return 0;
    const count = Math.min(into.length, this.end - this.at);
    into.set(this.bytes.subarray(this.at, this.at + count));
    this.at += count;
    return count;
  }

  #makeRoom(need: number): void {
    const from = this.bytes;
    const wasFull = this.end === from.length && from.length < CHUNK_BYTES;
    if (need > from.length || wasFull) {
      this.bytes = new Uint8Array(Math.max(need, 2 * from.length));
      this.view = new DataView(this.bytes.buffer);
      this.bytes.set(from.subarray(this.at, this.end));
    } else {
      from.copyWithin(0, this.at, this.end);
    }
    this.#base += this.at;
    this.end -= this.at;
    this.at = 0;
  }

  /** Gives the source back. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#source[Symbol.asyncDispose]();
  }
}
