/**
 * The bytes inside a gzip stream of one or many members (RFC 1952), within limits.
 *
 * By `node:zlib` and not `DecompressionStream`: that one fails on a second member and says nothing
 * of how far a broken stream was good.
 * @module
 */

import { createGunzip, type Gunzip } from "node:zlib";
import { INFLATE_LIMITS, type InflateLimits } from "../limits.ts";
import type { ByteSource } from "./byte_source.ts";

/** Compressed bytes in work at once. They come out as at most 1,032 times as many, which all wait
 * in memory. */
const PIECE_BYTES = 32 * 1024;
/** Compressed bytes of one call: of a broken stream, what the last call gave is lost. */
const STEP_BYTES = 512;
/** Checksum and length behind a member. */
const TRAILER_BYTES = 8;
/** Bytes of each chunk that comes out. */
const OUTPUT_BYTES = 64 * 1024;

/** Decompresses another source. */
export class GunzipBytes implements ByteSource {
  /** Why the stream broke: compressed bytes that make no sense, an end too early, a limit. */
  damage: string | undefined;
  readonly #source: ByteSource;
  readonly #limits: InflateLimits;
  readonly #gunzip: Gunzip = createGunzip({ chunkSize: OUTPUT_BYTES });
  readonly #piece = new Uint8Array(PIECE_BYTES);
  /** Decompressed chunks not yet pulled, and how much of the first one is. */
  readonly #ready: Uint8Array[] = [];
  #at = 0;
  #outBytes = 0;
  #ended = false;
  /** Ends the wait for the piece in work. */
  #settle: () => void = () => {};

  /**
   * Decompresses from the start of the first member.
   * @param source is disposed with this one
   */
  constructor(source: ByteSource, limits: InflateLimits = INFLATE_LIMITS) {
    this.#source = source;
    this.#limits = limits;
    this.#gunzip.on("data", (chunk: Uint8Array) => {
      this.#ready.push(chunk);
      this.#outBytes += chunk.length;
    });
    this.#gunzip.on("end", () => this.#stop(undefined));
    this.#gunzip.on("error", (error: Error) => this.#stop(this.#describe(error)));
  }

  /** Compressed bytes read so far. */
  get inputBytes(): number {
    return this.#source.inputBytes;
  }

  /** Gives decompressed bytes, decompressing the next piece when there are none. */
  async pull(into: Uint8Array): Promise<number> {
    while (this.#ready.length === 0) {
      if (this.#ended) return 0;
      await this.#inflatePiece();
    }
    let count = 0;
    while (count < into.length && this.#ready.length > 0) {
      const chunk = this.#ready[0];
      const taken = Math.min(into.length - count, chunk.length - this.#at);
      into.set(chunk.subarray(this.#at, this.#at + taken), count);
      count += taken;
      this.#at += taken;
      if (this.#at === chunk.length) {
        this.#ready.shift();
        this.#at = 0;
      }
    }
    return count;
  }

  /** Pieces are always filled before they go in, so that the bytes alone decide what comes out. */
  async #inflatePiece(): Promise<void> {
    let length = 0;
    while (length < PIECE_BYTES) {
      const count = await this.#source.pull(this.#piece.subarray(length));
      if (count === 0) break;
      length += count;
    }
    await new Promise<void>((resolve) => {
      this.#settle = resolve;
      if (length === 0) this.#gunzip.end();
      // A last piece is short: its trailer goes in alone, so that a wrong checksum loses nothing.
      const trailerAt = length < PIECE_BYTES ? Math.max(0, length - TRAILER_BYTES) : length;
      for (let at = 0, next = 0; at < length; at = next) {
        next = at < trailerAt ? Math.min(at + STEP_BYTES, trailerAt) : length;
        this.#gunzip.write(
          this.#piece.subarray(at, next),
          next < length ? undefined : () => resolve(),
        );
      }
    });
    this.#checkLimits();
  }

  #checkLimits(): void {
    const { totalBytes, ratio, ratioGraceBytes } = this.#limits;
    const out = this.#outBytes;
    if (out > totalBytes) {
      this.#stop(`the gzip stream holds more than ${totalBytes} bytes`);
    } else if (out > ratioGraceBytes && out > ratio * this.inputBytes) {
      this.#stop(`the gzip stream expands more than ${ratio} times`);
    }
  }

  #stop(damage: string | undefined): void {
    this.#ended = true;
    this.damage ??= this.#source.damage ?? damage;
    this.#settle();
  }

  #describe(error: Error): string {
    return error.message === "unexpected end of file"
      ? "the gzip stream is cut short"
      : `the gzip stream is broken (${error.message})`;
  }

  /** Gives the decompressor and the source back. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true;
    this.#gunzip.destroy();
    await this.#source[Symbol.asyncDispose]();
  }
}
