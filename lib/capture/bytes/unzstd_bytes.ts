/**
 * The bytes inside a zstd stream of one or many frames (RFC 8878), within limits.
 *
 * By a decoder of our own (`zstd/`). `node:zlib` drops frames behind the first and says nothing of
 * a stream that is cut short or of a wrong checksum; packages decode whole frames only, or leave
 * open how much work a block of a few bytes may make.
 * @module
 */

import { INFLATE_LIMITS, type InflateLimits, MAX_ZSTD_WINDOW_BYTES } from "../limits.ts";
import type { ByteSource } from "./byte_source.ts";
import type { ByteWindow } from "./byte_window.ts";
import { BLOCK_TYPES, FrameDecoder } from "./zstd/frame_decoder.ts";
import {
  type FrameHeader,
  frameHeaderBytes,
  isSkippable,
  isZstd,
  readFrameHeader,
} from "./zstd/frame_header.ts";
import { ZstdError } from "./zstd/zstd_error.ts";

const MAGIC_BYTES = 4;
const SKIPPABLE_HEADER_BYTES = 8;
const BLOCK_HEADER_BYTES = 3;
const CHECKSUM_BYTES = 4;

const CUT_SHORT = "the zstd stream is cut short";
const NOTHING = new Uint8Array();

/** Decompresses another source. */
export class UnzstdBytes implements ByteSource {
  /** Why the stream broke: compressed bytes that make no sense, an end too early, a limit. */
  damage: string | undefined;
  readonly #input: ByteWindow;
  readonly #limits: InflateLimits;
  readonly #decoder = new FrameDecoder();
  /** The frame in work, and whether its last block is through. */
  #frame: FrameHeader | undefined;
  #isLastThrough = false;
  /** Decompressed and not yet pulled: memory of the decoder. */
  #ready: Uint8Array = NOTHING;
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
      const why = await this.#step();
      if (why === undefined) continue;
      this.#ended = true;
      this.damage ??= this.#input.damage ?? why;
    }
    const count = Math.min(into.length, this.#ready.length);
    into.set(this.#ready.subarray(0, count));
    this.#ready = this.#ready.subarray(count);
    return count;
  }

  /** Reads on by a header, a block or a checksum; says what is wrong with it. */
  async #step(): Promise<string | undefined> {
    try {
      if (this.#frame === undefined) return await this.#open();
      return this.#isLastThrough ? await this.#close(this.#frame) : await this.#block();
    } catch (error) {
      if (error instanceof ZstdError) return `the zstd stream is broken (${error.message})`;
      throw error;
    }
  }

  /** Takes the header of the next frame. */
  async #open(): Promise<string | undefined> {
    const input = this.#input;
    if (!await input.fill(MAGIC_BYTES)) {
      this.#ended = input.end === input.at && input.damage === undefined;
      return this.#ended ? undefined : CUT_SHORT;
    }
    if (isSkippable(input.bytes, input.at)) return await this.#skip();
    if (!isZstd(input.bytes, input.at)) return "the zstd stream goes on with something else";
    // The descriptor behind the magic says how long the header is.
    if (!await input.fill(MAGIC_BYTES + 1)) return CUT_SHORT;
    const length = frameHeaderBytes(input.bytes, input.at);
    if (!await input.fill(length)) return CUT_SHORT;
    const header = readFrameHeader(input.view, input.at);
    if (header.isReserved) throw new ZstdError("a frame of an unknown kind");
    if (header.dictionaryId !== 0) {
      return `the zstd stream needs dictionary ${header.dictionaryId}, so decompress it with ` +
        `zstd -dc -D DICTIONARY and read standard input`;
    }
    if (header.windowBytes > MAX_ZSTD_WINDOW_BYTES) {
      return `the zstd stream wants a window of more than ${MAX_ZSTD_WINDOW_BYTES} bytes, so ` +
        `decompress it with zstd -dc --long=31 and read standard input`;
    }
    input.at += length;
    this.#frame = header;
    this.#isLastThrough = false;
    this.#decoder.open(header);
    return undefined;
  }

  async #skip(): Promise<string | undefined> {
    const input = this.#input;
    if (!await input.fill(SKIPPABLE_HEADER_BYTES)) return CUT_SHORT;
    let rest = SKIPPABLE_HEADER_BYTES + input.view.getUint32(input.at + MAGIC_BYTES, true);
    while (rest > 0) {
      if (!await input.fill(1)) return CUT_SHORT;
      const count = Math.min(rest, input.end - input.at);
      input.at += count;
      rest -= count;
    }
    return undefined;
  }

  /** Takes the next block of the frame. */
  async #block(): Promise<string | undefined> {
    const input = this.#input;
    if (!await input.fill(BLOCK_HEADER_BYTES)) return CUT_SHORT;
    const { bytes, at } = input;
    const header = bytes[at] | bytes[at + 1] << 8 | bytes[at + 2] << 16;
    const type = header >> 1 & 3;
    const size = header >> 3;
    if (type === BLOCK_TYPES.reserved) throw new ZstdError("a block of an unknown kind");
    if (size > this.#decoder.blockBytes) throw new ZstdError("a block of too many bytes");
    const length = BLOCK_HEADER_BYTES + (type === BLOCK_TYPES.rle ? 1 : size);
    if (!await input.fill(length)) return CUT_SHORT;
    const block = input.bytes.subarray(input.at + BLOCK_HEADER_BYTES, input.at + length);
    input.at += length;
    this.#ready = this.#decoder.decode(type, block, size);
    this.#outBytes += this.#ready.length;
    this.#isLastThrough = (header & 1) !== 0;
    return this.#checkLimits();
  }

  /** Takes what is behind the last block. */
  async #close({ hasChecksum }: FrameHeader): Promise<string | undefined> {
    const input = this.#input;
    this.#decoder.checkLength();
    this.#frame = undefined;
    if (!hasChecksum) return undefined;
    if (!await input.fill(CHECKSUM_BYTES)) return CUT_SHORT;
    this.#decoder.checkSum(input.view.getUint32(input.at, true));
    input.at += CHECKSUM_BYTES;
    return undefined;
  }

  #checkLimits(): string | undefined {
    const { totalBytes, ratio, ratioGraceBytes } = this.#limits;
    const out = this.#outBytes;
    if (out > totalBytes) return `the zstd stream holds more than ${totalBytes} bytes`;
    if (out > ratioGraceBytes && out > ratio * this.#input.position) {
      return `the zstd stream expands more than ${ratio} times`;
    }
    return undefined;
  }

  /** Gives the source back. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true;
    await this.#input[Symbol.asyncDispose]();
  }
}
