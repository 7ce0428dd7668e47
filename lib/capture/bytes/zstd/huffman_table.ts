/**
 * The decoding table of a Huffman code, from the weights of its literals (RFC 8878, 4.2.1.3).
 * @module
 */

import { ZstdError } from "./zstd_error.ts";

/** Bits of the longest code that there may be. */
const MOST_BITS = 11;

/** A table by the next `maxBits` bits of the stream. */
export interface HuffmanTable {
  /** Bits of the longest code. */
  readonly maxBits: number;
  /** The literal in the low 8 bits, the length of its code in those above. */
  readonly entries: Uint16Array;
}

/**
 * Builds the table. A literal of weight w > 0 has a code of `maxBits + 1 − w` bits.
 * @param weights by literal, without the last one's
 */
export function buildHuffmanTable(weights: readonly number[]): HuffmanTable {
  let sum = 0;
  for (const weight of weights) {
    if (weight > MOST_BITS) throw new ZstdError("a Huffman weight too large");
    if (weight > 0) sum += 1 << (weight - 1);
  }
  // The last weight fills the sum up to a power of two, and it alone must do so.
  const maxBits = 32 - Math.clz32(sum);
  const rest = (1 << maxBits) - sum;
  if (sum === 0 || maxBits > MOST_BITS || (rest & (rest - 1)) !== 0) {
    throw new ZstdError("a Huffman table whose weights make no code");
  }
  const all = [...weights, 32 - Math.clz32(rest)];
  if (!all.includes(1)) throw new ZstdError("a Huffman table without its longest code");
  const entries = new Uint16Array(1 << maxBits);
  let at = 0;
  for (let weight = 1; weight <= maxBits; weight++) {
    for (let literal = 0; literal < all.length; literal++) {
      if (all[literal] !== weight) continue;
      const next = at + (1 << (weight - 1));
      entries.fill((maxBits + 1 - weight) << 8 | literal, at, next);
      at = next;
    }
  }
  return { maxBits, entries };
}
