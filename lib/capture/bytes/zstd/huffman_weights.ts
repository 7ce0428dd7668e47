/**
 * The description of a Huffman code (RFC 8878, 4.2.1): a weight for each literal but the last.
 * @module
 */

import { bitsAt, openBits } from "./backward_bits.ts";
import type { BlockInput } from "./block_input.ts";
import { readDistribution } from "./fse_distribution.ts";
import { buildFseTable } from "./fse_table.ts";
import { ZstdError } from "./zstd_error.ts";

/** Weights are at most the bits of the longest code. */
const MOST_WEIGHT = 11;
/** One less than there are literals: the last one's weight follows from the others. */
const MOST_WEIGHTS = 255;
const BOUNDS = { mostLog: 6, mostSymbols: MOST_WEIGHT + 1 };
const NO_EXTRA_BITS = new Uint8Array(BOUNDS.mostSymbols);

/**
 * Reads the weights.
 * @param at the description's first byte
 * @param end what it may not pass
 * @returns the weights by literal and the index behind the description
 */
export function readWeights(
  input: BlockInput,
  at: number,
  end: number,
): [weights: number[], at: number] {
  if (at >= end) throw new ZstdError("a Huffman table cut short");
  const header = input.bytes[at];
  // Above 127: the number of weights, four bits each. Else the length of what FSE made of them.
  const count = header - 127;
  const next = at + 1 + (header < 128 ? header : (count + 1) >> 1);
  if (next > end) throw new ZstdError("a Huffman table cut short");
  if (header < 128) return [readCompressed(input, at + 1, next), next];
  const weights = Array.from({ length: count }, (_, i) => {
    const byte = input.bytes[at + 1 + (i >> 1)];
    return (i & 1) === 0 ? byte >> 4 : byte & 15;
  });
  return [weights, next];
}

/** Two states take turns on one stream, until it has no bits for the next (4.2.1.2). */
function readCompressed(input: BlockInput, at: number, end: number): number[] {
  const { bytes, view } = input;
  const [distribution, start] = readDistribution(input, at, end, BOUNDS);
  const { log, entries } = buildFseTable(distribution, NO_EXTRA_BITS);
  const floor = 8 * start;
  let place = openBits(bytes, start, end) - log;
  let state = bitsAt(view, place, log);
  place -= log;
  let other = bitsAt(view, place, log);
  if (place < floor) throw new ZstdError("Huffman weights cut short");
  const weights: number[] = [];
  for (;;) {
    const entry = entries[state];
    weights.push(entry >>> 19);
    const bits = entry >> 10 & 15;
    place -= bits;
    if (place < floor) {
      weights.push(entries[other] >>> 19);
      if (weights.length > MOST_WEIGHTS) throw new ZstdError("too many Huffman weights");
      return weights;
    }
    // A table of a single symbol takes no bits: without a bound it would never end.
    if (weights.length >= MOST_WEIGHTS) throw new ZstdError("too many Huffman weights");
    state = other;
    other = (entry & 1023) + bitsAt(view, place, bits);
  }
}
