/**
 * The codes of literal lengths, match lengths and offsets (RFC 8878, 3.1.1.3.2.1.1), and what
 * their tables may be.
 * @module
 */

import type { FseBounds, FseDistribution } from "./fse_distribution.ts";
import { buildFseTable, type FseTable } from "./fse_table.ts";

/** One of the three kinds of codes. A value is its code's base plus so many extra bits. */
export interface SequenceCodes {
  /** By code. */
  readonly extraBits: Uint8Array;
  /** Smallest value by code. */
  readonly bases: Int32Array;
  /** What the description of a table may say. */
  readonly bounds: FseBounds;
  /** The table of the predefined mode. */
  readonly predefined: FseTable;
}

function codes(
  firstValue: number,
  extraBits: Uint8Array,
  mostLog: number,
  distribution: FseDistribution,
): SequenceCodes {
  const bases = new Int32Array(extraBits.length);
  let base = firstValue;
  // Codes share the values out without a gap. The last of the offsets are beyond every window.
  for (let code = 0; code < bases.length; code++) {
    bases[code] = base;
    base += 2 ** extraBits[code];
  }
  return {
    extraBits,
    bases,
    bounds: { mostLog, mostSymbols: extraBits.length },
    predefined: buildFseTable(distribution, extraBits),
  };
}

function times(count: number, value: number): number[] {
  return new Array<number>(count).fill(value);
}

/** Literal lengths: 36 codes from 0. */
export const LITERAL_LENGTHS: SequenceCodes = codes(
  0,
  Uint8Array.of(...times(16, 0), 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16),
  9,
  // 3.1.1.3.2.2.1
  {
    log: 6,
    counts: [4, 3, ...times(11, 2), 1, 1, 1, ...times(9, 2), 3, 2, ...times(5, 1), ...times(4, -1)],
  },
);

/** Match lengths: 53 codes from 3. */
export const MATCH_LENGTHS: SequenceCodes = codes(
  3,
  Uint8Array.of(
    ...times(32, 0),
    ...[1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
  ),
  9,
  // 3.1.1.3.2.2.2
  { log: 6, counts: [1, 4, 3, ...times(6, 2), ...times(37, 1), ...times(7, -1)] },
);

/** Offsets: code n has n extra bits; values up to 3 stand for recent offsets. */
export const OFFSETS: SequenceCodes = codes(
  1,
  Uint8Array.from({ length: 32 }, (_, code) => code),
  8,
  // 3.1.1.3.2.2.3
  { log: 5, counts: [...times(6, 1), 2, 2, 2, ...times(15, 1), ...times(5, -1)] },
);
