/**
 * The blocks of zstd frames, one after the other (RFC 8878, 3.1.1.2).
 * @module
 */

import { BlockInput } from "./block_input.ts";
import type { FrameHeader } from "./frame_header.ts";
import { History } from "./history.ts";
import { Literals } from "./literals.ts";
import { SequenceTables } from "./sequence_tables.ts";
import { type RecentOffsets, runSequences } from "./sequences.ts";
import { XxHash64 } from "./xxhash64.ts";
import { ZstdError } from "./zstd_error.ts";

/** Types of blocks (3.1.1.2.2). */
export const BLOCK_TYPES = { raw: 0, rle: 1, compressed: 2, reserved: 3 } as const;

/**
 * Decodes frames; memory of one serves the next. What a block costs is bounded by its length and by
 * the bytes it may give, 128 KiB at most, whatever it says.
 */
export class FrameDecoder {
  readonly #input = new BlockInput();
  readonly #literals = new Literals();
  readonly #tables = new SequenceTables();
  readonly #history = new History();
  readonly #recent: RecentOffsets = [1, 4, 8];
  readonly #hash = new XxHash64();
  #header: FrameHeader | undefined;
  #outBytes = 0;

  /** Most bytes of a block of this frame, as it lies in the stream and as it comes out. */
  get blockBytes(): number {
    return this.#history.blockBytes;
  }

  /** Starts a frame. */
  open(header: FrameHeader): void {
    this.#header = header;
    this.#outBytes = 0;
    this.#literals.reset();
    this.#tables.reset();
    this.#history.reset(header.windowBytes);
    this.#recent.splice(0, 3, 1, 4, 8);
    this.#hash.reset();
  }

  /**
   * Decodes a block.
   * @param type one of {@link BLOCK_TYPES} but reserved
   * @param block its content; of `rle` one byte
   * @param size what its header says, at most {@link FrameDecoder.blockBytes}
   * @returns its bytes, good until the next block
   * @throws {ZstdError} where the block is broken; the frame ends there
   */
  decode(type: number, block: Uint8Array, size: number): Uint8Array {
    const history = this.#history;
    history.makeRoom();
    const first = history.at;
    if (type === BLOCK_TYPES.compressed) this.#decompress(block);
    else {
      if (type === BLOCK_TYPES.raw) history.bytes.set(block, first);
      else history.bytes.fill(block[0], first, first + size);
      history.at += size;
    }
    const out = history.take(first);
    this.#outBytes += out.length;
    if (this.#header?.hasChecksum) this.#hash.update(out);
    return out;
  }

  #decompress(block: Uint8Array): void {
    const [input, tables, literals, history] = [
      this.#input,
      this.#tables,
      this.#literals,
      this.#history,
    ];
    input.load(block);
    const sequencesAt = literals.read(input, history.blockBytes);
    const start = tables.read(input, sequencesAt);
    if (tables.count > 0) {
      runSequences(input, start, tables, literals, this.#recent, history);
      return;
    }
    if (start !== input.end) throw new ZstdError("something behind the last sequence");
    history.bytes.set(literals.bytes.subarray(literals.at, literals.end), history.at);
    history.at += literals.end - literals.at;
  }

  /** Says what of the frame's header its blocks did not keep, once they are through. */
  checkLength(): void {
    const { contentBytes } = this.#header ?? {};
    if (contentBytes !== undefined && contentBytes !== this.#outBytes) {
      throw new ZstdError("another length than the frame's header says");
    }
  }

  /**
   * Holds the frame's bytes against its checksum.
   * @param checksum lower half of their xxHash64
   */
  checkSum(checksum: number): void {
    if (Number(this.#hash.digest() & 0xffffffffn) !== checksum) {
      throw new ZstdError("a wrong checksum");
    }
  }
}
