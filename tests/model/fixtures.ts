/**
 * Seeded networks, inputs and sets of sequences for the tests of the model.
 * @module
 */

import { Random } from "#lib/core/random.ts";
import type { LstmConfig } from "#lib/model/lstm_config.ts";
import { elementsOf, weightSpecs } from "#lib/model/lstm_config.ts";
import type { TrainingSet } from "#lib/model/training_set.ts";

/** A network small enough for the slow oracles. */
export const SMALL: LstmConfig = {
  lookback: 4,
  features: 3,
  units: 5,
  layers: 2,
  dropout: 0,
  horizon: 2,
};

/** Draws normal deviates. */
export function normals(length: number, seed: number, scale = 1): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length }, () => scale * random.normal());
}

/** Draws weights that leave no gate near its linear middle. */
export function randomWeights(config: LstmConfig, seed: number): Float32Array[] {
  return weightSpecs(config).map(({ shape }, i) => normals(elementsOf(shape), seed + i, 0.5));
}

/** Sequences of sine waves of random phase with noise; every feature is the value itself. */
export function sineSet(
  shape: Pick<LstmConfig, "lookback" | "features" | "horizon">,
  length: number,
  seed: number,
): TrainingSet {
  const random = new Random(seed);
  const phases = Float64Array.from({ length }, () => random.uniform() * 6.28);
  const { lookback, features, horizon } = shape;
  const value = (row: number, t: number) => Math.sin(phases[row] + t / 3);
  return {
    length,
    shape,
    gather(picks, x, y) {
      Array.from(picks).forEach((row, at) => {
        for (let t = 0; t < lookback; t++) {
          x.fill(
            value(row, t),
            (at * lookback + t) * features,
            (at * lookback + t + 1) * features,
          );
        }
        for (let h = 0; h < horizon; h++) y[at * horizon + h] = value(row, lookback + h);
      });
    },
  };
}

/** Asserts that numbers agree within a relative or absolute tolerance. */
export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): void {
  if (actual.length !== expected.length) {
    throw new Error(`${actual.length} numbers, expected ${expected.length}`);
  }
  for (let i = 0; i < actual.length; i++) {
    const difference = Math.abs(actual[i] - expected[i]);
    if (!(difference <= tolerance * Math.max(1, Math.abs(expected[i])))) {
      throw new Error(`number ${i} is ${actual[i]}, expected ${expected[i]} ± ${tolerance}`);
    }
  }
}
