/**
 * Literals out of a Huffman-coded stream (RFC 8878, 4.2.2).
 * @module
 */

import { bitsAt, openBits } from "./backward_bits.ts";
import type { BlockInput } from "./block_input.ts";
import type { HuffmanTable } from "./huffman_table.ts";
import { ZstdError } from "./zstd_error.ts";

/** Bits that one read of four bytes is sure to give; two codes of 11 bits fit. */
const READ_BITS = 25;

/** A stretch of memory, bytes `[at, end)`. */
export interface Stretch {
  /** The memory. */
  readonly bytes: Uint8Array;
  /** Index of the first byte. */
  readonly at: number;
  /** Index behind the last byte. */
  readonly end: number;
}

/**
 * Fills a stretch with the literals of a stream, which must hold these and no more.
 * @param start of the stream in `input`
 * @param end behind its last byte
 */
export function readHuffmanStream(
  input: BlockInput,
  start: number,
  end: number,
  { maxBits, entries }: HuffmanTable,
  out: Stretch,
): void {
  const { view } = input;
  const { bytes, end: outEnd } = out;
  const mask = (1 << maxBits) - 1;
  const floor = 8 * start;
  let place = openBits(input.bytes, start, end);
  let at = out.at;
  while (outEnd - at >= 2 && place - READ_BITS >= floor) {
    const low = place - READ_BITS;
    const word = view.getInt32(low >> 3, true);
    let shift = (low & 7) + READ_BITS - maxBits;
    const first = entries[(word >>> shift) & mask];
    shift -= first >> 8;
    const second = entries[(word >>> shift) & mask];
    bytes[at] = first;
    bytes[at + 1] = second;
    place -= (first >> 8) + (second >> 8);
    at += 2;
  }
  for (; at < outEnd && place > floor; at++) {
    const entry = entries[bitsAt(view, place - maxBits, maxBits)];
    bytes[at] = entry;
    place -= entry >> 8;
  }
  if (at < outEnd || place !== floor) throw new ZstdError("literals and their bits do not match");
}
