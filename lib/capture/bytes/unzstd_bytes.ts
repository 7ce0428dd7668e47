/**
 * The bytes inside a zstd stream of one or many frames (RFC 8878), within limits.
 *
 * By fzstd and not `node:zlib`, whose zstd says nothing of a stream that is cut short, and drops
 * frames behind the first. Blocks are cut out here and handed over one at a time, so that at most
 * one block of output (128 KiB) waits in memory however small the input is.
 * @module
 */

import { Decompress } from "fzstd";
import { INFLATE_LIMITS, type InflateLimits, MAX_ZSTD_WINDOW_BYTES } from "../limits.ts";
import type { ByteSource } from "./byte_source.ts";
import type { ByteWindow } from "./byte_window.ts";
import { frameHeaderBytes, isSkippable, isZstd, windowBytes } from "./zstd_frame.ts";

const MAGIC_BYTES = 4;
const SKIPPABLE_HEADER_BYTES = 8;
const BLOCK_HEADER_BYTES = 3;
const CHECKSUM_BYTES = 4;
/** Longest block (RFC 8878, 3.1.1.2.4). */
const MAX_BLOCK_BYTES = 128 * 1024;

/** Block types (RFC 8878, 3.1.1.2.2). */
const RLE = 1;
const RESERVED = 3;

/** A frame in work. */
interface Frame {
  readonly decompress: Decompress;
  readonly checksumBytes: number;
}

/** Decompresses another source. */
export class UnzstdBytes implements ByteSource {
  /** Why the stream broke: compressed bytes that make no sense, an end too early, a limit. */
  damage: string | undefined;
  readonly #input: ByteWindow;
  readonly #limits: InflateLimits;
  #frame: Frame | undefined;
  /** Decompressed and not yet pulled. */
  #ready: Uint8Array[] = [];
  #at = 0;
  #outBytes = 0;
  #ended = false;

  /**
   * Decompresses from the start of the first frame.
   * @param input is disposed with this source
   */
  constructor(input: ByteWindow, limits: InflateLimits = INFLATE_LIMITS) {
    this.#input = input;
    this.#limits = limits;
  }

  /** Compressed bytes read so far. */
  get inputBytes(): number {
    return this.#input.inputBytes;
  }

  /** Gives decompressed bytes, decompressing the next block when there are none. */
  async pull(into: Uint8Array): Promise<number> {
    while (this.#ready.length === 0) {
      if (this.#ended) return 0;
      const why = this.#frame === undefined ? await this.#open() : await this.#block(this.#frame);
      if (why !== undefined) this.#stop(why);
    }
    const chunk = this.#ready[0];
    const count = Math.min(into.length, chunk.length - this.#at);
    into.set(chunk.subarray(this.#at, this.#at + count));
    this.#at += count;
    if (this.#at === chunk.length) {
      this.#ready.shift();
      this.#at = 0;
    }
    return count;
  }

  /** Takes the header of the next frame; says what is wrong with it. */
  async #open(): Promise<string | undefined> {
    const input = this.#input;
    if (!await input.fill(MAGIC_BYTES)) {
      this.#ended = input.end === input.at && input.damage === undefined;
      return this.#ended ? undefined : "the zstd stream is cut short";
    }
    if (isSkippable(input.bytes, input.at)) return await this.#skip();
    if (!isZstd(input.bytes, input.at)) return "the zstd stream goes on with something else";
    // The descriptor behind the magic says how long the header is.
    if (!await input.fill(MAGIC_BYTES + 1)) return "the zstd stream is cut short";
    const length = frameHeaderBytes(input.bytes, input.at);
    if (!await input.fill(length)) return "the zstd stream is cut short";
    const window = windowBytes(input.view, input.at);
    if (window > MAX_ZSTD_WINDOW_BYTES) {
      return `the zstd stream wants a window of more than ${MAX_ZSTD_WINDOW_BYTES} bytes, so ` +
        `decompress it with zstd -dc --long=31 and read standard input`;
    }
    const decompress = new Decompress((chunk) => {
      if (chunk.length === 0) return;
      this.#ready.push(chunk);
      this.#outBytes += chunk.length;
    });
    const hasChecksum = (input.bytes[input.at + MAGIC_BYTES] & 4) !== 0;
    this.#frame = { decompress, checksumBytes: hasChecksum ? CHECKSUM_BYTES : 0 };
    // A copy: the library keeps it until the first block.
    return this.#push(decompress, input.bytes.slice(input.at, input.at + length), "more");
  }

  async #skip(): Promise<string | undefined> {
    const input = this.#input;
    if (!await input.fill(SKIPPABLE_HEADER_BYTES)) return "the zstd stream is cut short";
    let rest = SKIPPABLE_HEADER_BYTES + input.view.getUint32(input.at + MAGIC_BYTES, true);
    while (rest > 0) {
      if (!await input.fill(1)) return "the zstd stream is cut short";
      const count = Math.min(rest, input.end - input.at);
      input.at += count;
      rest -= count;
    }
    return undefined;
  }

  /** Takes the next block of a frame; says what is wrong with it. */
  async #block({ decompress, checksumBytes }: Frame): Promise<string | undefined> {
    const input = this.#input;
    if (!await input.fill(BLOCK_HEADER_BYTES)) return "the zstd stream is cut short";
    const { bytes, at } = input;
    const header = bytes[at] | bytes[at + 1] << 8 | bytes[at + 2] << 16;
    const type = header >> 1 & 3;
    const size = header >> 3;
    if (type === RESERVED || size > MAX_BLOCK_BYTES) return "the zstd stream is broken (block)";
    const isLast = (header & 1) !== 0;
    const length = BLOCK_HEADER_BYTES + (type === RLE ? 1 : size) + (isLast ? checksumBytes : 0);
    if (!await input.fill(length)) return "the zstd stream is cut short";
    // A copy: the library may keep a block until the next one, and this memory moves.
    const block = input.bytes.slice(input.at, input.at + length);
    const why = this.#push(decompress, block, isLast ? "last" : "more");
    if (isLast) this.#frame = undefined;
    return why ?? this.#checkLimits();
  }

  #push(decompress: Decompress, bytes: Uint8Array, place: "more" | "last"): string | undefined {
    try {
      decompress.push(bytes, place === "last");
      this.#input.at += bytes.length;
      return undefined;
    } catch (error) {
      return `the zstd stream is broken (${error instanceof Error ? error.message : error})`;
    }
  }

  #checkLimits(): string | undefined {
    const { totalBytes, ratio, ratioGraceBytes } = this.#limits;
    const out = this.#outBytes;
    if (out > totalBytes) return `the zstd stream holds more than ${totalBytes} bytes`;
    if (out > ratioGraceBytes && out > ratio * this.inputBytes) {
      return `the zstd stream expands more than ${ratio} times`;
    }
    return undefined;
  }

  #stop(why: string): void {
    this.#ended = true;
    this.damage ??= this.#input.damage ?? why;
  }

  /** Gives the source back. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true;
    await this.#input[Symbol.asyncDispose]();
  }
}
