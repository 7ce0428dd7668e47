/**
 * The network as a tfjs layers model, which owns the weights while they are trained and gives
 * them the stock format on disk. Inference needs none of this and never loads it.
 * @module
 */

// the model is a place for weights only; what computes is the backend that was chosen
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { layers, sequential } from "@tensorflow/tfjs-layers";
import { initialWeights } from "./initial_weights.ts";
import { checkLstmConfig, type LstmConfig, weightSpecs } from "./lstm_config.ts";
import type { LayersModel } from "./tensors.ts";

/**
 * Builds the network with the initial weights of a seed. Dispose of it when done.
 *
 * @param seed any integer; the same seed gives the same weights on every backend
 * @throws {UsageError} if the configuration is out of bounds
 *
 * @example
 * ```ts
 * import { createLstm } from "#lib/model/lstm.ts";
 * import { selectBackend } from "#lib/model/backend/select.ts";
 *
 * await selectBackend("cpu");
 * const config = { lookback: 10, features: 5, units: 64, layers: 2, dropout: 0.2, horizon: 12 };
 * const model = createLstm(config, 7);
 * model.countParams(); // 51_724
 * model.dispose();
 * ```
 */
export function createLstm(config: LstmConfig, seed: number): LayersModel {
  checkLstmConfig(config);
  tf.enableProdMode(); // drops tfjs' advice to install other packages from standard error
  const model = sequential({ name: "traffic" });
  for (let layer = 1; layer <= config.layers; layer++) {
    model.add(layers.lstm({
      name: `lstm_${layer}`,
      units: config.units,
      inputShape: layer === 1 ? [config.lookback, config.features] : undefined,
      returnSequences: layer < config.layers,
      // tfjs' own default is a hard sigmoid, unlike Keras' and PyTorch's
      recurrentActivation: "sigmoid",
      // the real ones are set below
      kernelInitializer: "zeros",
      recurrentInitializer: "zeros",
    }));
    if (layer < config.layers) {
      model.add(layers.dropout({ name: `dropout_${layer}`, rate: config.dropout }));
    }
  }
  model.add(
    layers.dense({ name: "output", units: config.horizon, kernelInitializer: "zeros" }),
  );
  writeWeights(model, config, initialWeights(config, seed));
  return model;
}

/** Copies the weights off the backend, in the order of `weightSpecs`. */
export function readWeights(model: LayersModel): Float32Array[] {
  return model.getWeights().map((weight) => weight.dataSync() as Float32Array);
}

/**
 * Sets the weights.
 * @param weights in the order and with the lengths of `weightSpecs`
 */
export function writeWeights(
  model: LayersModel,
  config: LstmConfig,
  weights: readonly Float32Array[],
): void {
  tf.tidy(() => {
    const specs = weightSpecs(config);
    model.setWeights(
      weights.map((values, index) => tf.tensor(values.slice(), [...specs[index].shape])),
    );
  });
}
