/**
 * What training asks of a set of sequences, wherever they come from.
 * @module
 */

/** Sequences to learn from, in order of time. */
export interface TrainingSet {
  /** How many sequences there are. */
  readonly size: number;
  /** Windows of one input. */
  readonly lookback: number;
  /** Features of one window. */
  readonly features: number;
  /** Windows ahead of one target. */
  readonly horizon: number;
  /**
   * Copies sequences into a batch.
   * @param rows which sequences, each below `size`
   * @param x takes the scaled inputs, `[rows, lookback, features]`
   * @param y takes the scaled targets, `[rows, horizon]`
   */
  gather(rows: Uint32Array, x: Float32Array, y: Float32Array): void;
}
