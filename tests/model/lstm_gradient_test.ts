import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { selectBackend } from "#lib/model/backend/select.ts";
import { createLstm, writeWeights } from "#lib/model/lstm.ts";
import { lossAndGradients } from "#lib/model/lstm_gradient.ts";
import type { LstmConfig } from "#lib/model/lstm_config.ts";
import { weightSpecs } from "#lib/model/lstm_config.ts";
import { StepTensors } from "#lib/model/step_tensors.ts";
import { assertClose, normals, randomWeights, SMALL } from "./fixtures.ts";
import { referenceForecast } from "./reference_lstm.ts";

const CONFIGS: readonly LstmConfig[] = [
  SMALL,
  { ...SMALL, layers: 1, lookback: 1, units: 1 },
  { ...SMALL, layers: 3, lookback: 7, horizon: 1 },
];

/** Runs the written-out gradient. */
function gradientOf(
  config: LstmConfig,
  weights: readonly Float32Array[],
  x: Float32Array,
  y: Float32Array,
  rows: number,
  masks: readonly (readonly Float32Array[])[],
): { loss: number; gradients: Float32Array[] } {
  return tf.tidy(() => {
    const { loss, gradients } = lossAndGradients(
      weights.map((values, i) => tf.tensor(values, [...weightSpecs(config)[i].shape])),
      {
        steps: new StepTensors(config.lookback, config.features).cut(x, rows),
        targets: tf.tensor2d(y, [rows, config.horizon]),
        dropout: masks.map((layer) => layer.map((mask) => tf.tensor2d(mask, [rows, config.units]))),
      },
    );
    return {
      loss: loss.dataSync()[0],
      gradients: gradients.map((gradient) => gradient.dataSync() as Float32Array),
    };
  });
}

/** The mean squared error by the oracle. */
function referenceLoss(
  config: LstmConfig,
  weights: readonly ArrayLike<number>[],
  x: Float32Array,
  y: Float32Array,
  rows: number,
  masks: readonly (readonly Float32Array[])[],
): number {
  const { lookback, features, horizon, units } = config;
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    const forecast = referenceForecast(
      config,
      weights,
      x.subarray(row * lookback * features, (row + 1) * lookback * features),
      masks.map((layer) => layer.map((mask) => mask.subarray(row * units, (row + 1) * units))),
    );
    for (let h = 0; h < horizon; h++) sum += (forecast[h] - y[row * horizon + h]) ** 2;
  }
  return sum / (rows * horizon);
}

for (const config of CONFIGS) {
  const { layers, lookback, units } = config;
  Deno.test(`lossAndGradients() equals a numerical gradient: ${layers} layers of ${units}, ${lookback} steps, with dropout`, async () => {
    await selectBackend("cpu");
    const rows = 3;
    const weights = randomWeights(config, 1);
    const x = normals(rows * lookback * config.features, 50);
    const y = normals(rows * config.horizon, 51);
    const masks = Array.from(
      { length: layers - 1 },
      (_, layer) =>
        Array.from(
          { length: lookback },
          (_, t) => normals(rows * units, 60 + 10 * layer + t).map((v) => v > 0.5 ? 0 : 1.25),
        ),
    );
    const { loss, gradients } = gradientOf(config, weights, x, y, rows, masks);
    assertClose([loss], [referenceLoss(config, weights, x, y, rows, masks)], 1e-5);

    const step = 1e-5; // central difference in double precision: error about 1e-10
    const doubles = weights.map((values) => Float64Array.from(values));
    const numerical = doubles.map((values) =>
      values.map((value, i) => {
        values[i] = value + step;
        const above = referenceLoss(config, doubles, x, y, rows, masks);
        values[i] = value - step;
        const below = referenceLoss(config, doubles, x, y, rows, masks);
        values[i] = value;
        return (above - below) / (2 * step);
      })
    );
    gradients.forEach((gradient, i) => assertClose(gradient, numerical[i], 1e-5));
  });
}

Deno.test("lossAndGradients() equals what stock tfjs layers differentiate to", async () => {
  await selectBackend("cpu");
  const config = { ...SMALL, units: 16, lookback: 10, features: 5, horizon: 12 };
  const rows = 17;
  const weights = randomWeights(config, 3);
  const x = normals(rows * 50, 4);
  const y = normals(rows * 12, 5);
  const model = createLstm(config, 1);
  writeWeights(model, config, weights);
  const { loss, gradients } = gradientOf(config, weights, x, y, rows, [[]]);
  tf.tidy(() => {
    const inputs = tf.tensor3d(x, [rows, 10, 5]);
    const targets = tf.tensor2d(y, [rows, 12]);
    const stock = tf.variableGrads(() => {
      const forecast = model.apply(inputs, { training: true }) as tf.Tensor2D;
      return tf.mean(tf.squaredDifference(forecast, targets)) as tf.Scalar;
    });
    assertClose([loss], stock.value.dataSync(), 1e-5);
    assert.equal(gradients.length, model.trainableWeights.length);
    model.trainableWeights.forEach((weight, i) => {
      const variable = weight.read() as tf.Variable;
      assertClose(gradients[i], stock.grads[variable.name].dataSync(), 1e-5);
    });
  });
  model.dispose();
});
