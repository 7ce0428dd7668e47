import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { selectBackend } from "#lib/model/backend/select.ts";
import { createLstm, writeWeights } from "#lib/model/lstm.ts";
import type { LstmConfig } from "#lib/model/lstm_config.ts";
import type { Predictor } from "#lib/model/predictor.ts";
import { assertClose, normals, randomWeights, SMALL } from "./fixtures.ts";
import { referenceForecast } from "./reference_lstm.ts";

const DEFAULT_SIZE: LstmConfig = {
  lookback: 10,
  features: 5,
  units: 64,
  layers: 2,
  dropout: 0.2,
  horizon: 12,
};

/** Forecasts a batch into an array of its own. */
function forecast(predictor: Predictor, x: Float32Array, rows: number): Float32Array {
  const out = new Float32Array(rows * predictor.config.horizon);
  predictor.predict(x, rows, out);
  return out;
}

for (const backend of ["cpu", "wasm"]) {
  Deno.test(`predict() equals the hand-worked network of one unit on ${backend}`, async () => {
    const { createPredictor } = await selectBackend(backend);
    const config = { lookback: 2, features: 1, units: 1, layers: 1, dropout: 0, horizon: 1 };
    // gates i, f, c, o; only the candidate sees the input, only the output gate the state
    const weights = [[0, 0, 1, 0], [0, 0, 0, 2], [0, 0, 0, 0], [3], [0.5]];
    using predictor = createPredictor(config, weights.map((w) => Float32Array.from(w)));
    // t = 1: i = f = o = 1/2, c = tanh(1)/2 = 0.3807971, h = tanh(c)/2 = 0.1816997
    // t = 2: c = 0.3807971/2 − tanh(1)/2 = −0.1903985, o = σ(2 · 0.1816997) = 0.5898631,
    //        h = o · tanh(c) = 0.5898631 · −0.1881307 = −0.1109713, y = 3h + 1/2 = 0.1670860
    assertClose(forecast(predictor, Float32Array.of(1, -1), 1), [0.1670860], 1e-6);
  });

  for (
    const config of [SMALL, { ...SMALL, layers: 1, lookback: 1 }, { ...SMALL, layers: 3 }]
  ) {
    Deno.test(`predict() equals the reference on ${backend} with ${config.layers} layers`, async () => {
      const { createPredictor } = await selectBackend(backend);
      const weights = randomWeights(config, 1);
      const rows = 6;
      const width = config.lookback * config.features;
      const x = normals(rows * width, 2);
      using predictor = createPredictor(config, weights);
      const expected = Array.from(
        { length: rows },
        (_, row) => referenceForecast(config, weights, x.subarray(row * width)),
      );
      // float32 against double: some tens of roundings of 6e-8 each
      assertClose(
        forecast(predictor, x, rows),
        expected.flatMap((row) => [...row]),
        1e-5,
      );
    });
  }

  Deno.test(`predict() equals stock tfjs layers on ${backend}`, async () => {
    const { createPredictor } = await selectBackend(backend);
    const weights = randomWeights(DEFAULT_SIZE, 3).map((w) => w.map((v) => v / 4));
    const x = normals(5 * 50, 4);
    using predictor = createPredictor(DEFAULT_SIZE, weights);
    const model = createLstm(DEFAULT_SIZE, 1);
    writeWeights(model, DEFAULT_SIZE, weights);
    const stock = tf.tidy(() =>
      (model.predict(tf.tensor3d(x, [5, 10, 5])) as tf.Tensor).dataSync()
    );
    assertClose(forecast(predictor, x, 5), stock, 1e-5);
    model.dispose();
  });

  Deno.test(`predict() gives a row the same bits whatever its batch on ${backend}`, async () => {
    const { createPredictor } = await selectBackend(backend);
    const weights = randomWeights(DEFAULT_SIZE, 5);
    const most = backend === "cpu" ? 20 : 520;
    const x = normals(most * 50, 6);
    using predictor = createPredictor(DEFAULT_SIZE, weights);
    const whole = forecast(predictor, x, most);
    for (const rows of [1, 2, 3, 4, 5, 6, 7, 8, 16, 17, 64, 99, 512].filter((n) => n < most)) {
      for (const from of [0, 1, most - rows]) {
        assert.deepEqual(
          forecast(predictor, x.subarray(from * 50), rows),
          whole.subarray(from * 12, (from + rows) * 12),
          `${rows} rows from ${from}`,
        );
      }
    }
  });

  Deno.test(`predict() leaves no tensor behind on ${backend}, nor does disposing`, async () => {
    const { createPredictor } = await selectBackend(backend);
    const before = tf.memory().numTensors;
    const predictor = createPredictor(SMALL, randomWeights(SMALL, 7));
    const x = normals(9 * 12, 8);
    forecast(predictor, x, 9);
    const held = tf.memory().numTensors;
    for (let i = 0; i < 20; i++) forecast(predictor, x, 1 + i % 9);
    assert.equal(tf.memory().numTensors, held);
    predictor[Symbol.dispose]();
    assert.equal(tf.memory().numTensors, before);
  });
}

Deno.test("predict() refuses arrays that are too short", async () => {
  const { createPredictor } = await selectBackend("cpu");
  using predictor = createPredictor(SMALL, randomWeights(SMALL, 9));
  assert.throws(
    () => predictor.predict(new Float32Array(23), 2, new Float32Array(4)),
    RangeError,
  );
  assert.throws(
    () => predictor.predict(new Float32Array(24), 2, new Float32Array(3)),
    RangeError,
  );
});
