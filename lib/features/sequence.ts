/**
 * Sequences: what the model learns from. A sequence is an origin window, the `lookback` windows up
 * to it as input, and the `horizon` windows after it as targets; all of one link, complete, and
 * without a break. Sequences are row numbers; a mini-batch is gathered when it is needed, so that
 * memory holds each window once.
 * @module
 */

import type { WindowBatch } from "#lib/window/window_batch.ts";
import type { Target } from "./columns.ts";

/** The size of a sequence. */
export interface SequenceShape {
  /** Windows of input, the origin included. */
  readonly lookback: number;
  /** Windows ahead that are forecast. */
  readonly horizon: number;
  /** Length of a window, µs. */
  readonly windowUs: number;
}

/** The rows that sequences are made of. */
export interface SequenceRows {
  /** Sorted by link, then by start. */
  readonly windows: WindowBatch;
  /** Features as they are, one column each. */
  readonly columns: readonly Float64Array[];
  /** Features scaled, [rows, features]. */
  readonly scaled: Float32Array;
  /** What is forecast. */
  readonly target: Target;
}

/**
 * Finds all origins: rows with `lookback` unbroken complete windows up to them and `horizon` after.
 * @param windows sorted by link, then by start
 * @returns row numbers, ascending
 */
export function findOrigins(windows: WindowBatch, shape: SequenceShape): Uint32Array {
  const { lookback, horizon, windowUs } = shape;
  const { length, link, start, partial } = windows;
  const origins: number[] = [];
  let run = 0;
  for (let row = 0; row < length; row++) {
    const goesOn = row > 0 && link[row] === link[row - 1] &&
      start[row] === start[row - 1] + windowUs;
    if (!goesOn) run = 0;
    run = partial[row] === 1 ? 0 : run + 1;
    if (run >= lookback + horizon) origins.push(row - horizon);
  }
  return Uint32Array.from(origins);
}

/** A list of sequences over shared rows. */
export class Sequences {
  readonly #featureCount: number;

  /**
   * Makes a list.
   * @param rows shared by all lists over the same windows
   * @param shape of each sequence
   * @param origins row of each sequence's origin, as {@link findOrigins} gives them
   */
  constructor(
    readonly rows: SequenceRows,
    readonly shape: SequenceShape,
    readonly origins: Uint32Array,
  ) {
    this.#featureCount = rows.columns.length;
  }

  /** How many sequences there are. */
  get length(): number {
    return this.origins.length;
  }

  /**
   * Gathers a mini-batch.
   * @param picks which sequences, in the order wanted
   * @param x takes [picks, lookback, features]: scaled inputs, the origin last
   * @param y takes [picks, horizon]: the scaled target of the 1st, 2nd … window ahead
   */
  gather(picks: ArrayLike<number>, x: Float32Array, y: Float32Array): void {
    const { lookback, horizon } = this.shape;
    const { scaled, target } = this.rows;
    const features = this.#featureCount;
    const inputSize = lookback * features;
    for (let k = 0; k < picks.length; k++) {
      const after = this.origins[picks[k]] + 1;
      x.set(scaled.subarray((after - lookback) * features, after * features), k * inputSize);
      for (let h = 0; h < horizon; h++) {
        y[k * horizon + h] = scaled[(after + h) * features + target.feature];
      }
    }
  }

  /** Gives the index of the link of a sequence. */
  link(sequence: number): number {
    return this.rows.windows.link[this.origins[sequence]];
  }

  /** Gives the end of the origin window, µs: when the forecast is made. */
  windowEndUs(sequence: number): number {
    return this.rows.windows.start[this.origins[sequence]] + this.shape.windowUs;
  }

  /** Gives the target's value in the origin window: what persistence forecasts. */
  lastActual(sequence: number): number {
    return this.actual(sequence, 0);
  }

  /** Gives the target's value, unscaled, in the `horizon`-th window ahead; 0 is the origin. */
  actual(sequence: number, horizon: number): number {
    const { columns, target } = this.rows;
    return columns[target.feature][this.origins[sequence] + horizon];
  }
}
