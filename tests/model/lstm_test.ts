import assert from "node:assert/strict";
import { initialWeights } from "#lib/model/initial_weights.ts";
import { createLstm, readWeights } from "#lib/model/lstm.ts";
import { checkLstmConfig, elementsOf, weightSpecs } from "#lib/model/lstm_config.ts";
import { SMALL } from "./fixtures.ts";

Deno.test("createLstm() gives the layers, names and shapes of Keras", () => {
  const model = createLstm(SMALL, 1);
  assert.deepEqual(
    model.layers.map((layer) => layer.getClassName()),
    ["LSTM", "Dropout", "LSTM", "Dense"],
  );
  assert.deepEqual(
    model.weights.map(({ originalName, shape }) => ({ name: originalName, shape })),
    weightSpecs(SMALL),
  );
  model.dispose();
});

Deno.test("createLstm() gives the same weights for a seed and others for another", () => {
  const all = [];
  for (const seed of [1, 1, 2]) {
    const model = createLstm(SMALL, seed);
    all.push(readWeights(model));
    model.dispose();
  }
  assert.deepEqual(all[0], all[1]);
  assert.notDeepEqual(all[0][0], all[2][0]);
  assert.notDeepEqual(all[0][0], all[0][3].subarray(0, all[0][0].length));
});

Deno.test("initialWeights() draws recurrent kernels with orthonormal rows", () => {
  const config = { ...SMALL, units: 16 };
  const weights = initialWeights(config, 3);
  for (const recurrent of [weights[1], weights[4]]) {
    for (let a = 0; a < 16; a++) {
      for (let b = 0; b < 16; b++) {
        let product = 0;
        for (let i = 0; i < 64; i++) product += recurrent[a * 64 + i] * recurrent[b * 64 + i];
        assert.ok(Math.abs(product - (a === b ? 1 : 0)) < 1e-6, `rows ${a} and ${b}`);
      }
    }
  }
});

Deno.test("initialWeights() keeps kernels within Glorot's limit and fills it", () => {
  const kernel = initialWeights({ ...SMALL, units: 64 }, 4)[3];
  const limit = Math.sqrt(6 / (64 + 256));
  const largest = kernel.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  assert.ok(largest <= limit && largest > 0.99 * limit);
  const variance = kernel.reduce((sum, value) => sum + value * value, 0) / kernel.length;
  assert.ok(Math.abs(variance / (limit * limit / 3) - 1) < 0.05);
});

Deno.test("initialWeights() opens the forget gates and leaves other biases at 0", () => {
  const weights = initialWeights(SMALL, 5);
  const expected = new Float32Array(20).fill(1, 5, 10);
  assert.deepEqual(weights[2], expected);
  assert.deepEqual(weights[5], expected);
  assert.deepEqual(weights[7], new Float32Array(2));
});

Deno.test("weightSpecs() counts the weights of the default network", () => {
  const config = { lookback: 10, features: 5, units: 64, layers: 2, dropout: 0.2, horizon: 12 };
  const total = weightSpecs(config).reduce((sum, { shape }) => sum + elementsOf(shape), 0);
  // 4·64·(5 + 64 + 1) + 4·64·(64 + 64 + 1) + 64·12 + 12
  assert.equal(total, 17_920 + 33_024 + 780);
});

Deno.test("checkLstmConfig() says which number is out of bounds", () => {
  assert.throws(() => checkLstmConfig({ ...SMALL, units: 0 }), /units 0.*from 1 to/);
  assert.throws(() => checkLstmConfig({ ...SMALL, lookback: 2.5 }), /lookback 2.5/);
  assert.throws(() => checkLstmConfig({ ...SMALL, horizon: NaN }), /horizon NaN/);
  assert.throws(() => checkLstmConfig({ ...SMALL, dropout: 1 }), /dropout 1:/);
  assert.throws(() => checkLstmConfig({ ...SMALL, dropout: NaN }), /dropout NaN/);
  checkLstmConfig(SMALL);
});
