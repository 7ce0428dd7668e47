/**
 * What every kernel of the network has to pass, whatever it runs on.
 * @module
 */

import assert from "node:assert/strict";
import { elementsOf, type LstmConfig, weightSpecs } from "#lib/model/lstm_config.ts";
import type { Predictor } from "#lib/model/predictor.ts";
import { normals } from "../fixtures.ts";
import { type NetworkBatch, referenceNetwork } from "./reference_network.ts";

/** A kernel under test. */
export interface KernelUnderTest {
  /** Makes a predictor. */
  readonly predictor: (config: LstmConfig, weights: readonly Float32Array[]) => Promise<Predictor>;
  /** Gives loss and gradients, the latter in the order of `weightSpecs`. */
  readonly gradient: (
    config: LstmConfig,
    weights: readonly Float32Array[],
    batch: NetworkBatch,
  ) => Promise<{ readonly loss: number; readonly gradients: readonly ArrayLike<number>[] }>;
}

/**
 * Largest difference from the reference, as a share of the largest number of the same tensor.
 *
 * Each result is a sum of up to some hundred float32 products per step, each rounded at 6e-8, and
 * is handed on from step to step: errors add up like the square root of their number, some tens.
 * What is small beside the others of its tensor is the difference of terms as large as theirs, and
 * keeps their error; so the tensor's largest number is the measure, not each number itself.
 */
const TOLERANCE = 1e-5;

/** Sizes that meet each other in every pair at least once: odd and even, below, at and beyond the
 * blocks that kernels work in. */
const BATCHES = [1, 3, 17];
const UNITS = [1, 8, 64, 100, 128];
const STEPS = [1, 2, 7, 16, 64];

function* cases(): Generator<{ readonly config: LstmConfig; readonly rows: number }> {
  for (const [u, units] of UNITS.entries()) {
    for (const [b, rows] of BATCHES.entries()) {
      const lookback = STEPS[(u + 2 * b) % STEPS.length];
      const layers = 1 + (u + b) % 3;
      const features = [1, 5, 8][(u + 2 * b) % 3];
      const horizon = [1, 12, 5][(2 * u + b) % 3];
      yield { config: { lookback, features, units, layers, dropout: 0.2, horizon }, rows };
    }
  }
}

/** Draws weights of the size that training starts from, so that no gate is stuck. */
function drawWeights(config: LstmConfig, seed: number): Float32Array[] {
  return weightSpecs(config).map(({ shape }, i) =>
    normals(elementsOf(shape), seed + i, shape.length === 1 ? 0.5 : 1 / Math.sqrt(shape[0]))
  );
}

function drawBatch(config: LstmConfig, rows: number, seed: number): NetworkBatch {
  const { lookback, features, units, layers, horizon } = config;
  return {
    rows,
    x: normals(rows * lookback * features, seed),
    y: normals(rows * horizon, seed + 1),
    masks: Array.from(
      { length: layers - 1 },
      (_, layer) =>
        Array.from(
          { length: lookback },
          (_, t) =>
            normals(rows * units, seed + 2 + 100 * layer + t).map((v) => v < -0.84 ? 0 : 1.25),
        ),
    ),
  };
}

/** Asserts that numbers are the reference's, within {@link TOLERANCE}. */
function assertConforms(
  actual: ArrayLike<number>,
  expected: Float64Array,
  what: string,
): void {
  assert.equal(actual.length, expected.length, what);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i] - expected[i]);
    assert.ok(
      error <= TOLERANCE * largest,
      `${what}: number ${i} is ${actual[i]}, not ${expected[i]}`,
    );
  }
}

/** Registers the tests of a kernel. */
export function testKernel(name: string, kernel: KernelUnderTest): void {
  for (const { config, rows } of cases()) {
    const { layers, units, lookback } = config;
    const size = `${rows} rows, ${layers} × ${units} units, ${lookback} steps`;
    Deno.test(`${name} gives the reference's forecasts, loss and gradients: ${size}`, async () => {
      const weights = drawWeights(config, 1);
      const batch = drawBatch(config, rows, 50);
      const expected = referenceNetwork(config, weights, batch);
      const { loss, gradients } = await kernel.gradient(config, weights, batch);
      assertConforms([loss], Float64Array.of(expected.loss), "loss");
      weightSpecs(config).forEach(({ name }, i) =>
        assertConforms(gradients[i], expected.gradients[i], name)
      );
      // inference drops nothing
      const { forecasts } = referenceNetwork(config, weights, { ...batch, masks: [] });
      using predictor = await kernel.predictor(config, weights);
      const out = new Float32Array(rows * config.horizon);
      predictor.predict(batch.x, rows, out);
      assertConforms(out, forecasts, "forecasts");
    });
  }

  Deno.test(`${name} gives a row the same bits whatever its batch`, async () => {
    for (const [units, most] of [[64, 200], [100, 70], [1, 20]]) {
      const config = { lookback: 5, features: 5, units, layers: 2, dropout: 0, horizon: 7 };
      using predictor = await kernel.predictor(config, drawWeights(config, 3));
      const x = normals(most * 25, 4);
      const whole = new Float32Array(most * 7);
      predictor.predict(x, most, whole);
      for (const rows of [1, 2, 3, 5, 8, 17, 63, 64, 65, 129].filter((n) => n < most)) {
        for (const from of [0, 1, most - rows]) {
          const out = new Float32Array(rows * 7);
          predictor.predict(x.subarray(from * 25), rows, out);
          const expected = whole.subarray(from * 7, (from + rows) * 7);
          assert.deepEqual(out, expected, `${rows} rows from ${from} of ${units} units`);
        }
      }
    }
  });

  Deno.test(`${name} says NaN of NaN, stays finite for the largest inputs, and recovers`, async () => {
    const config = { lookback: 3, features: 2, units: 8, layers: 2, dropout: 0, horizon: 2 };
    using predictor = await kernel.predictor(config, drawWeights(config, 5));
    const run = (x: Float32Array) => {
      const out = new Float32Array(2);
      predictor.predict(x, 1, out);
      return out;
    };
    const plain = normals(6, 6);
    const before = run(plain);
    assert.ok(run(plain.map((value, i) => i === 3 ? NaN : value)).every(Number.isNaN));
    for (const huge of [1e4, -1e4, 1e30, -1e30]) {
      assert.ok(run(plain.map(() => huge)).every(Number.isFinite), `${huge}`);
    }
    assert.deepEqual(run(plain), before);
  });
}
