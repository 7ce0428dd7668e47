/**
 * The band between the lower and the upper ends of intervals, thin enough for a chart.
 * @module
 */

import type { Point } from "./downsample.ts";

/** Two series of equal times, to be stacked: where the band begins, and how high it is. */
export interface IntervalBand {
  /** Lower end. */
  readonly base: readonly Point[];
  /** Upper end less the lower. */
  readonly height: readonly Point[];
}

/**
 * Gives the band; where there are too many rows, each stretch is as wide as its widest reach. A
 * count is not negative, so the band starts at 0 or above.
 * @param timeMs ms, ascending
 * @param maxPoints most points in each of the two series
 */
export function intervalBand(
  timeMs: ArrayLike<number>,
  lower: ArrayLike<number>,
  upper: ArrayLike<number>,
  maxPoints: number,
): IntervalBand {
  const rows = timeMs.length;
  const buckets = Math.min(rows, maxPoints);
  const base: Point[] = [];
  const height: Point[] = [];
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = Math.floor(bucket * rows / buckets);
    const to = Math.floor((bucket + 1) * rows / buckets);
    let low = Infinity;
    let high = -Infinity;
    for (let row = from; row < to; row++) {
      if (lower[row] < low) low = lower[row];
      if (upper[row] > high) high = upper[row];
    }
    const known = low <= high;
    low = Math.max(0, low);
    base.push([timeMs[from], known ? low : NaN]);
    height.push([timeMs[from], known ? Math.max(0, high - low) : NaN]);
  }
  return { base, height };
}
