/**
 * The description of an FSE table (RFC 8878, 4.1.1): how often each symbol occurs, in bits that are
 * read forwards.
 * @module
 */

import { bitsAt } from "./backward_bits.ts";
import type { BlockInput } from "./block_input.ts";
import { ZstdError } from "./zstd_error.ts";

const LEAST_LOG = 5;

/** How often each symbol occurs among the states of a table. */
export interface FseDistribution {
  /** The table has 2^log states. */
  readonly log: number;
  /** Occurrences by symbol; −1 stands for less than one. They sum to the states, −1 as 1. */
  readonly counts: readonly number[];
}

/** What a description may say. */
export interface FseBounds {
  /** Largest `log`. */
  readonly mostLog: number;
  /** Most symbols. */
  readonly mostSymbols: number;
}

/**
 * Reads a description.
 * @param at its first byte
 * @param end what it may not pass
 * @returns the distribution and the index behind it
 */
export function readDistribution(
  { view }: BlockInput,
  at: number,
  end: number,
  { mostLog, mostSymbols }: FseBounds,
): [FseDistribution, at: number] {
  let place = 8 * at;
  const log = bitsAt(view, place, 4) + LEAST_LOG;
  place += 4;
  if (log > mostLog) throw new ZstdError("an FSE table too large");
  const counts: number[] = [];
  let left = 1 << log;
  while (left > 0 && place <= 8 * end && counts.length <= mostSymbols) {
    // A value from 0 to left + 1, in as many bits as that takes; the low ones take a bit less.
    const width = 32 - Math.clz32(left + 1);
    const spared = (1 << width) - 2 - left;
    const half = 1 << (width - 1);
    const wide = bitsAt(view, place, width);
    const low = wide & (half - 1);
    place += low < spared ? width - 1 : width;
    const value = low < spared ? low : wide < half ? wide : wide - spared;
    const count = value - 1;
    left -= Math.abs(count);
    counts.push(count);
    if (count !== 0) continue;
    // How many more do not occur, two bits at a time; three say that two bits more follow.
    for (let more = 3; more === 3 && place <= 8 * end && counts.length <= mostSymbols;) {
      more = bitsAt(view, place, 2);
      place += 2;
      for (let i = 0; i < more; i++) counts.push(0);
    }
  }
  if (counts.length > mostSymbols) throw new ZstdError("an FSE table of too many symbols");
  const next = (place + 7) >> 3;
  if (left > 0 || next > end) throw new ZstdError("an FSE table cut short");
  return [{ log, counts }, next];
}
