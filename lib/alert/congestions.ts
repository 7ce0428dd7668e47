/**
 * Finds congestions in counted windows, where no label says when they were.
 * @module
 */

import type { Congestion } from "./judge.ts";

/**
 * Gives the stretches of windows above a threshold; those that lie closer together than
 * `mergeWindows` count as one.
 * @param start starts of consecutive windows of one link, µs
 * @param count packets in each
 */
export function findCongestions(
  start: ArrayLike<number>,
  count: ArrayLike<number>,
  options: { threshold: number; windowUs: number; mergeWindows: number },
): Congestion[] {
  const found: { start: number; end: number }[] = [];
  for (let i = 0; i < start.length; i++) {
    if (!(count[i] > options.threshold)) continue;
    const end = start[i] + options.windowUs;
    const last = found.at(-1);
    if (last !== undefined && start[i] - last.end < options.mergeWindows * options.windowUs) {
      last.end = end;
    } else found.push({ start: start[i], end });
  }
  return found;
}
