/**
 * Thins a series to what a chart can show, without losing its peaks.
 * @module
 */

/** Time, ms since the Unix epoch, and value; NaN breaks the line. */
export type Point = [timeMs: number, value: number];

/** Each bucket gives its lowest row, its highest, and the first without a value. */
const POINTS_PER_BUCKET = 3;

/**
 * Gives the points of a series, all of them where they are few enough. Else the rows are cut into
 * equally many, and of each stretch stay the minimum, the maximum, and the first gap, in the order
 * of time: the outline that min/max decimation keeps (Jugel and others, M4, VLDB 2014).
 * @param timeMs ms, ascending
 * @param value of each time
 * @param maxPoints most points to give, at least 3
 */
export function downsample(
  timeMs: ArrayLike<number>,
  value: ArrayLike<number>,
  maxPoints: number,
): Point[] {
  const rows = timeMs.length;
  const buckets = rows <= maxPoints ? rows : Math.floor(maxPoints / POINTS_PER_BUCKET);
  const points: Point[] = [];
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = Math.floor(bucket * rows / buckets);
    const to = Math.floor((bucket + 1) * rows / buckets);
    for (const row of outline(value, from, to)) points.push([timeMs[row], value[row]]);
  }
  return points;
}

/** Gives the rows of `[from, to)` that stand for all of them. */
function outline(value: ArrayLike<number>, from: number, to: number): number[] {
  let lowest = -1;
  let highest = -1;
  let gap = -1;
  for (let row = from; row < to; row++) {
    if (Number.isNaN(value[row])) {
      if (gap < 0) gap = row;
      continue;
    }
    if (lowest < 0 || value[row] < value[lowest]) lowest = row;
    if (highest < 0 || value[row] > value[highest]) highest = row;
  }
  const rows = [...new Set([lowest, highest, gap])].filter((row) => row >= 0);
  return rows.sort((a, b) => a - b);
}
