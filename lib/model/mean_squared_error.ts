/**
 * Scores a network on a set of sequences, in scaled units: what training stops on.
 * @module
 */

import type { Predictor } from "./predictor.ts";
import type { TrainingSet } from "./training_set.ts";

/** Rows forecast at once: large enough to spread the cost of dispatch, small enough for caches. */
const BATCH_ROWS = 512;

/** Gives the mean over sequences and horizons of the squared error; NaN of an empty set. */
export function meanSquaredError(predictor: Predictor, set: TrainingSet): number {
  const { lookback, features, horizon } = predictor.config;
  const x = new Float32Array(BATCH_ROWS * lookback * features);
  const y = new Float32Array(BATCH_ROWS * horizon);
  const forecast = new Float32Array(BATCH_ROWS * horizon);
  let sum = 0;
  for (let start = 0; start < set.length; start += BATCH_ROWS) {
    const rows = Math.min(BATCH_ROWS, set.length - start);
    set.gather(Uint32Array.from({ length: rows }, (_, row) => start + row), x, y);
    predictor.predict(x, rows, forecast);
    for (let i = 0; i < rows * horizon; i++) sum += (forecast[i] - y[i]) ** 2;
  }
  return sum / (set.length * horizon);
}
