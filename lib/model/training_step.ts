/**
 * Training on tfjs' core operations: a mini-batch, its gradient, and Adam.
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { Random } from "#lib/core/random.ts";
import { DROPOUT_STREAM, DropoutMasks } from "./dropout_masks.ts";
import type { Learner } from "./learner.ts";
import { readWeights } from "./lstm.ts";
import type { LstmConfig } from "./lstm_config.ts";
import { lossAndGradients } from "./lstm_gradient.ts";
import { StepTensors } from "./step_tensors.ts";
import type { LayersModel } from "./tensors.ts";
import type { TrainOptions } from "./train_options.ts";
import type { TrainingSet } from "./training_set.ts";

/** Learns from mini-batches, changing the variables of a layers model in place. */
export class TrainingStep implements Learner {
  readonly #model: LayersModel;
  readonly #config: LstmConfig;
  readonly #weights: readonly tf.Variable[];
  readonly #steps: StepTensors;
  readonly #masks: DropoutMasks;
  readonly #adam: tf.AdamOptimizer;
  readonly #x: Float32Array;
  readonly #y: Float32Array;

  /**
   * Starts Adam (Kingma and Ba 2015) with the paper's decay rates and epsilon.
   * @param model as `createLstm` makes it of `config`
   */
  constructor(model: LayersModel, config: LstmConfig, options: TrainOptions) {
    const { lookback, features, horizon } = config;
    this.#model = model;
    this.#config = config;
    this.#weights = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    this.#steps = new StepTensors(lookback, features);
    this.#masks = new DropoutMasks(config, new Random(options.seed, DROPOUT_STREAM));
    this.#adam = tf.train.adam(options.learningRate, 0.9, 0.999, 1e-8);
    this.#x = new Float32Array(options.batchSize * lookback * features);
    this.#y = new Float32Array(options.batchSize * horizon);
  }

  /** {@inheritDoc Learner.learn} */
  learn(training: TrainingSet, picks: Uint32Array): number {
    const rows = picks.length;
    const { units, horizon } = this.#config;
    training.gather(picks, this.#x, this.#y);
    return tf.tidy(() => {
      const { loss, gradients } = lossAndGradients(this.#weights, {
        steps: this.#steps.cut(this.#x, rows),
        targets: tf.tensor2d(this.#y.subarray(0, rows * horizon), [rows, horizon]),
        dropout: this.#masks.draw(rows).map((layer) =>
          layer.map((mask) => tf.tensor2d(mask, [rows, units]))
        ),
      });
      this.#adam.applyGradients(
        this.#weights.map(({ name }, index) => ({ name, tensor: gradients[index] })),
      );
      return loss.dataSync()[0];
    });
  }

  /** {@inheritDoc Learner.weights} */
  weights(): Float32Array[] {
    return readWeights(this.#model);
  }

  /** Frees Adam's moments; the model stays. */
  [Symbol.dispose](): void {
    this.#adam.dispose();
  }
}
