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
    const wasFull = this.end === this.bytes.length;
    this.#moveToFront();
    if (wasFull && this.bytes.length < CHUNK_BYTES) this.#grow();
    while (this.end - this.at < need) {
      // By doubling, and only once it is full: what a record claims to need may not be there.
      if (this.end === this.bytes.length) this.#grow();
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

  #moveToFront(): void {
    this.bytes.copyWithin(0, this.at, this.end);
    this.#base += this.at;
    this.end -= this.at;
    this.at = 0;
  }

  #grow(): void {
    const bytes = new Uint8Array(2 * this.bytes.length);
    bytes.set(this.bytes.subarray(0, this.end));
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer);
  }

  /** Gives the source back. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#source[Symbol.asyncDispose]();
  }
}
