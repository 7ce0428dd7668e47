/**
 * Learns from one mini-batch after the other.
 * @module
 */

import type { TrainingSet } from "./training_set.ts";

/** A network in training. */
export interface Learner extends Disposable {
  /**
   * Learns from some sequences, by one step of Adam.
   * @param picks at least one, at most `batchSize` of them
   * @returns their mean squared error before the step
   */
  learn(training: TrainingSet, picks: Uint32Array): number;
  /** Copies the weights, in the order of `weightSpecs`. */
  weights(): Float32Array[];
}
