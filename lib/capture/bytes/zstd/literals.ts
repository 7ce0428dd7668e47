/**
 * The literals section of a block (RFC 8878, 3.1.1.3.1): the bytes that matches stand between.
 * @module
 */

import type { BlockInput } from "./block_input.ts";
import { readHuffmanStream } from "./huffman_stream.ts";
import { buildHuffmanTable, type HuffmanTable } from "./huffman_table.ts";
import { readWeights } from "./huffman_weights.ts";
import { ZstdError } from "./zstd_error.ts";

/** Types (3.1.1.3.1.1); 3 is compressed with the table of the block before. */
const RAW = 0;
const RLE = 1;
const COMPRESSED = 2;

/** Lengths of three of four streams stand before them, two bytes each. */
const JUMP_BYTES = 6;

/** The header of a section (3.1.1.3.1.1). */
interface Header {
  readonly type: number;
  /** Bytes of the header itself. */
  readonly length: number;
  /** Literals that come out, bytes. */
  readonly outBytes: number;
  /** What follows the header, bytes. */
  readonly inBytes: number;
  readonly streams: 1 | 4;
}

/** Reads the literals of one block after the other; a code may serve several. */
export class Literals {
  /** Where the literals are: the block itself, or memory of their own. */
  bytes: Uint8Array = new Uint8Array();
  /** Index of the first in `bytes`. */
  at = 0;
  /** Index behind the last in `bytes`. */
  end = 0;
  #own: Uint8Array = new Uint8Array();
  #table: HuffmanTable | undefined;

  /** Forgets the code: a frame begins. */
  reset(): void {
    this.#table = undefined;
  }

  /**
   * Reads the section at the start of a block.
   * @param mostBytes how many there may be
   * @returns the index behind the section
   */
  read(input: BlockInput, mostBytes: number): number {
    const header = readHeader(input);
    const { type, outBytes } = header;
    const at = input.start + header.length;
    const end = at + header.inBytes;
    if (end > input.end) throw new ZstdError("literals beyond their block");
    if (outBytes > mostBytes) throw new ZstdError("more literals than a block holds");
    if (type === RAW) {
      this.#take(input.bytes, at, outBytes);
      return end;
    }
    if (outBytes > this.#own.length) {
      this.#own = new Uint8Array(Math.min(mostBytes, Math.max(outBytes, 2 * this.#own.length)));
    }
    this.#take(this.#own, 0, outBytes);
    if (type === RLE) this.#own.fill(input.bytes[at], 0, outBytes);
    else this.#readCompressed(input, at, end, header);
    return end;
  }

  #take(bytes: Uint8Array, at: number, count: number): void {
    this.bytes = bytes;
    this.at = at;
    this.end = at + count;
  }

  #readCompressed(input: BlockInput, from: number, end: number, header: Header): void {
    let at = from;
    if (header.type === COMPRESSED) {
      const [weights, next] = readWeights(input, at, end);
      this.#table = buildHuffmanTable(weights);
      at = next;
    }
    const table = this.#table;
    if (table === undefined) throw new ZstdError("literals whose Huffman table is missing");
    const { outBytes, streams } = header;
    if (streams === 1) {
      readHuffmanStream(input, at, end, table, { bytes: this.#own, at: 0, end: outBytes });
      return;
    }
    if (at + JUMP_BYTES > end) throw new ZstdError("literals cut short");
    const { view } = input;
    const part = (outBytes + 3) >> 2;
    if (3 * part > outBytes) throw new ZstdError("too few literals for four streams");
    let start = at + JUMP_BYTES;
    for (let i = 0; i < 4; i++) {
      const next = i === 3 ? end : start + view.getUint16(at + 2 * i, true);
      if (next > end) throw new ZstdError("a stream of literals beyond the others");
      const out = { bytes: this.#own, at: i * part, end: i === 3 ? outBytes : (i + 1) * part };
      readHuffmanStream(input, start, next, table, out);
      start = next;
    }
  }
}

function readHeader({ bytes, start, end }: BlockInput): Header {
  if (start >= end) throw new ZstdError("a block without literals");
  const type = bytes[start] & 3;
  const format = bytes[start] >> 2 & 3;
  if (type === RAW || type === RLE) {
    const length = format === 1 ? 2 : format === 3 ? 3 : 1;
    if (start + length > end) throw new ZstdError("literals cut short");
    const outBytes = length === 1
      ? bytes[start] >> 3
      : (bytes[start] | bytes[start + 1] << 8 | (length === 3 ? bytes[start + 2] << 16 : 0)) >> 4;
    return { type, length, outBytes, inBytes: type === RAW ? outBytes : 1, streams: 1 };
  }
  const length = format < 2 ? 3 : format + 2;
  if (start + length > end) throw new ZstdError("literals cut short");
  // Two sizes of as many bits, low ones first, behind four bits.
  const width = [10, 10, 14, 18][format];
  const mask = (1 << width) - 1;
  const low = bytes[start] | bytes[start + 1] << 8 | bytes[start + 2] << 16;
  const outBytes = (low >> 4) & mask;
  const inBytes = format < 2
    ? low >> 14
    : format === 2
    ? (bytes[start + 2] >> 2 | bytes[start + 3] << 6) & mask
    : (bytes[start + 2] >> 6 | bytes[start + 3] << 2 | bytes[start + 4] << 10) & mask;
  return { type, length, outBytes, inBytes, streams: format === 0 ? 1 : 4 };
}
