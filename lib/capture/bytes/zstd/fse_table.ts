/**
 * Decoding tables of FSE, the finite-state entropy coder (RFC 8878, 4.1).
 * @module
 */

import type { FseDistribution } from "./fse_distribution.ts";

/**
 * A table by state. An entry packs what a state says, from the low bits up: the base of the next
 * state (10 bits), the bits to read and add to it (4), the extra bits of the symbol's value (5),
 * and the symbol (8).
 */
export interface FseTable {
  /** Bits of a state. */
  readonly log: number;
  /** By state. */
  readonly entries: Int32Array;
}

/**
 * Builds the table of a distribution.
 * @param extraBits by symbol: how many bits stand beside it in the stream
 */
export function buildFseTable({ log, counts }: FseDistribution, extraBits: Uint8Array): FseTable {
  const size = 1 << log;
  const symbols = spread(size, counts);
  const next = Uint16Array.from(counts, (count) => Math.abs(count));
  const entries = new Int32Array(size);
  for (let state = 0; state < size; state++) {
    const symbol = symbols[state];
    const order = next[symbol]++;
    const bits = log - (31 - Math.clz32(order));
    entries[state] = ((order << bits) - size) | bits << 10 | extraBits[symbol] << 14 | symbol << 19;
  }
  return { log, entries };
}

/** Makes the table of one symbol that takes no bits (RFC 8878, 3.1.1.3.2.1.1, RLE mode). */
export function singleFseTable(symbol: number, extraBits: Uint8Array): FseTable {
  return { log: 0, entries: Int32Array.of(extraBits[symbol] << 14 | symbol << 19) };
}

/** Gives states to symbols: those of less than one at the end, the others in even steps. */
function spread(size: number, counts: readonly number[]): Uint8Array {
  const symbols = new Uint8Array(size);
  let end = size;
  for (let symbol = 0; symbol < counts.length; symbol++) {
    if (counts[symbol] < 0) symbols[--end] = symbol;
  }
  const step = (size >> 1) + (size >> 3) + 3;
  let state = 0;
  for (let symbol = 0; symbol < counts.length; symbol++) {
    for (let i = 0; i < counts[symbol]; i++) {
      symbols[state] = symbol;
      do state = (state + step) & (size - 1); while (state >= end);
    }
  }
  return symbols;
}
