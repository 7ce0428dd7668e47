/**
 * One step of training: a mini-batch, its gradient, and Adam.
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { Random } from "#lib/core/random.ts";
import { DropoutMasks } from "./dropout_masks.ts";
import type { LstmConfig } from "./lstm_config.ts";
import { lossAndGradients } from "./lstm_gradient.ts";
import { StepTensors } from "./step_tensors.ts";
import type { LayersModel } from "./tensors.ts";
import type { TrainOptions } from "./train_options.ts";
import type { TrainingSet } from "./training_set.ts";

/** Stream of the seed that dropout draws from; the initial weights use those from 0. */
const DROPOUT_STREAM = 1_001;

/** Learns from mini-batches, changing the variables of a layers model in place. */
export class TrainingStep implements Disposable {
  readonly #weights: readonly tf.Variable[];
  readonly #steps: StepTensors;
  readonly #masks: DropoutMasks;
  readonly #adam: tf.AdamOptimizer;
  readonly #horizon: number;
  readonly #x: Float32Array;
  readonly #y: Float32Array;

  /**
   * Starts Adam (Kingma and Ba 2015) with the paper's decay rates and epsilon.
   * @param model as `createLstm` makes it of `config`
   */
  constructor(model: LayersModel, config: LstmConfig, options: TrainOptions) {
    const { lookback, features, horizon } = config;
    this.#weights = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    this.#steps = new StepTensors(lookback, features);
    this.#masks = new DropoutMasks(config, new Random(options.seed, DROPOUT_STREAM));
    this.#adam = tf.train.adam(options.learningRate, 0.9, 0.999, 1e-8);
    this.#horizon = horizon;
    this.#x = new Float32Array(options.batchSize * lookback * features);
    this.#y = new Float32Array(options.batchSize * horizon);
  }

  /**
   * Learns from some sequences.
   * @param picks at most `batchSize` of them
   * @returns their mean squared error before the step; reading it back costs nothing on backends
   * that compute in this thread
   */
  learn(training: TrainingSet, picks: Uint32Array): number {
    const rows = picks.length;
    training.gather(picks, this.#x, this.#y);
    return tf.tidy(() => {
      const { loss, gradients } = lossAndGradients(this.#weights, {
        steps: this.#steps.cut(this.#x, rows),
        targets: tf.tensor2d(this.#y.subarray(0, rows * this.#horizon), [rows, this.#horizon]),
        dropout: this.#masks.draw(rows),
      });
      this.#adam.applyGradients(
        this.#weights.map(({ name }, index) => ({ name, tensor: gradients[index] })),
      );
      return loss.dataSync()[0];
    });
  }

  /** Frees Adam's moments; the model stays. */
  [Symbol.dispose](): void {
    this.#adam.dispose();
  }
}
