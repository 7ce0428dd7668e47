/**
 * Splits the windows of each link in time into a part to train on, one to stop early by, and one
 * to score on, so that nothing later leaks into something earlier.
 * @module
 */

import type { WindowBatch } from "#lib/window/window_batch.ts";

/** The parts, in order of time. */
export const Part = { train: 0, validation: 1, test: 2 } as const;

/** Share of a link's windows that is trained on. */
const TRAIN_SHARE = 0.7;
/** Share that is trained on or validated with; the rest is the test part. */
const VALIDATION_END_SHARE = 0.8;

/**
 * Gives the {@link Part} of each row.
 * @param windows sorted by link, then by start
 */
export function splitRows(windows: WindowBatch): Uint8Array {
  const parts = new Uint8Array(windows.length);
  for (let begin = 0; begin < windows.length;) {
    let end = begin + 1;
    while (end < windows.length && windows.link[end] === windows.link[begin]) end++;
    const [validationAt, testAt] = splitPoints(end - begin);
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
export function splitPoints(count: number): [number, number] {
  return [Math.floor(count * TRAIN_SHARE), Math.floor(count * VALIDATION_END_SHARE)];
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
