/**
 * Cuts batches of sequences by time step, the form in which the network takes them.
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import type { Matrix } from "./tensors.ts";

/** Reusable buffers, one a time step; batches of any size up to the largest seen so far. */
export class StepTensors {
  #steps: Float32Array[] = [];

  /**
   * Makes buffers for sequences of one shape.
   * @param lookback time steps of a sequence
   * @param features features of a step
   */
  constructor(readonly lookback: number, readonly features: number) {}

  /**
   * Gives per time step `[rows, features]`. The caller owns the tensors, and disposes of them
   * before the next call: they may share the buffers.
   * @param x `[rows, lookback, features]`; only its first `rows` sequences are read
   */
  cut(x: Float32Array, rows: number): Matrix[] {
    const { lookback, features } = this;
    const length = rows * features;
    if ((this.#steps[0]?.length ?? 0) < length) {
      this.#steps = Array.from({ length: lookback }, () => new Float32Array(length));
    }
    return this.#steps.map((step, t) => {
      for (let row = 0; row < rows; row++) {
        const from = (row * lookback + t) * features;
        for (let i = 0; i < features; i++) step[row * features + i] = x[from + i];
      }
      return tf.tensor2d(step.subarray(0, length), [rows, features]);
    });
  }
}
