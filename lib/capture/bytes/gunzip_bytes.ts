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

/** Compressed bytes read at once. */
const PIECE_BYTES = 32 * 1024;
/** Compressed bytes of one call: of a broken stream, what the last call gave is lost. They come out
 * as at most 1,032 times as many, which all wait in memory. */
const STEP_BYTES = 512;
/** Decompressed bytes that wait before more are made: many captures may be open at once. */
const ENOUGH_BYTES = 256 * 1024;
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
  #pieceBytes = 0;
  /** How much of the piece is decompressed. */
  #pieceAt = 0;
  /** Decompressed chunks not yet pulled, and how much of the first one is. */
  readonly #ready: Uint8Array[] = [];
  #at = 0;
  #outBytes = 0;
  #pulledBytes = 0;
  #ended = false;
  /** Ends the wait for the step in work. */
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

  /** Gives decompressed bytes, decompressing more when there are none. */
  async pull(into: Uint8Array): Promise<number> {
    while (this.#ready.length === 0) {
      if (this.#ended) return 0;
      if (this.#pieceAt === this.#pieceBytes) await this.#fillPiece();
      await this.#inflate();
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
    this.#pulledBytes += count;
    return count;
  }

  /** Pieces are always filled before they go in, so that the bytes alone decide what comes out. */
  async #fillPiece(): Promise<void> {
    this.#pieceAt = 0;
    this.#pieceBytes = 0;
    while (this.#pieceBytes < PIECE_BYTES) {
      const count = await this.#source.pull(this.#piece.subarray(this.#pieceBytes));
      if (count === 0) break;
      this.#pieceBytes += count;
    }
  }

  /** Decompresses the piece step by step, until enough waits; an empty one is the end. */
  async #inflate(): Promise<void> {
    const length = this.#pieceBytes;
    // A last piece is short: its trailer goes in alone, so that a wrong checksum loses nothing.
    const trailerAt = length < PIECE_BYTES ? Math.max(0, length - TRAILER_BYTES) : length;
    do {
      const at = this.#pieceAt;
      this.#pieceAt = at < trailerAt ? Math.min(at + STEP_BYTES, trailerAt) : length;
      await new Promise<void>((resolve) => {
        this.#settle = resolve;
        if (length === 0) this.#gunzip.end();
        else this.#gunzip.write(this.#piece.subarray(at, this.#pieceAt), () => resolve());
      });
      this.#checkLimits();
    } while (
      !this.#ended && this.#pieceAt < length && this.#outBytes - this.#pulledBytes < ENOUGH_BYTES
    );
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
