/**
 * Splits the windows of each link in time into a part to train on, one to stop early by, and one
 * to score on, so that nothing later leaks into something earlier.
 * @module
 */

import type { WindowBatch } from "#lib/window/window_batch.ts";

/** The parts, in order of time. */
export const Part = { train: 0, validation: 1, test: 2 } as const;

/** Shares of a link's windows for the parts, in order of time; they sum to 1. */
export type Shares = readonly number[];

/** The shares where nothing else is asked for. */
export const DEFAULT_SHARES: Shares = [0.7, 0.1, 0.2];

/**
 * Gives the {@link Part} of each row.
 * @param windows sorted by link, then by start
 */
export function splitRows(windows: WindowBatch, shares: Shares): Uint8Array {
  const parts = new Uint8Array(windows.length);
  for (let begin = 0; begin < windows.length;) {
    let end = begin + 1;
    while (end < windows.length && windows.link[end] === windows.link[begin]) end++;
    const [validationAt, testAt] = splitPoints(end - begin, shares);
    parts.fill(Part.validation, begin + validationAt, begin + testAt);
    parts.fill(Part.test, begin + testAt, end);
    begin = end;
  }
  return parts;
}

/**
 * Gives where the validation part and the test part of a link begin, counted in its windows.
 * @param count windows of the link
 */
export function splitPoints(count: number, [train, validation]: Shares): [number, number] {
  // 0.7 + 0.1 comes to just below 0.8 in floating point
  return [Math.floor(count * train + 1e-9), Math.floor(count * (train + validation) + 1e-9)];
}

/**
 * Gives the origins that belong to a part: the origin and all its targets lie in it. Inputs may
 * reach back into the part before.
 * @param origins as `findOrigins` gives them
 * @param parts as {@link splitRows} gives them
 */
export function originsOf(
  part: number,
  origins: Uint32Array,
  parts: Uint8Array,
  horizon: number,
): Uint32Array {
  // Rows of a sequence lie side by side and parts only rise along a link: two looks are enough.
  return origins.filter((row) => parts[row] === part && parts[row + horizon] === part);
}
