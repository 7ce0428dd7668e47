/**
 * What training asks of a set of sequences; `Sequences` of the features stage is one.
 * @module
 */

/** Sequences to learn from. */
export interface TrainingSet {
  /** How many sequences there are. */
  readonly length: number;
  /** Size of each. */
  readonly shape: {
    /** Windows of one input. */
    readonly lookback: number;
    /** Windows ahead of one target. */
    readonly horizon: number;
  };
  /**
   * Copies sequences into a batch.
   * @param picks which sequences, each below `length`, in the order wanted
   * @param x takes the scaled inputs, `[picks, lookback, features]`
   * @param y takes the scaled targets, `[picks, horizon]`
   */
  gather(picks: ArrayLike<number>, x: Float32Array, y: Float32Array): void;
}
