/**
 * Training on the WebAssembly kernels. It needs no tfjs.
 * @module
 */

import { Random } from "#lib/core/random.ts";
import { DROPOUT_STREAM, DropoutMasks } from "../../dropout_masks.ts";
import type { Learner } from "../../learner.ts";
import type { LstmConfig } from "../../lstm_config.ts";
import type { TrainOptions } from "../../train_options.ts";
import type { TrainingSet } from "../../training_set.ts";
import type { KernelModule } from "./load_kernels.ts";
import { NetworkGradient } from "./network_gradient.ts";

/** A network that learns in a memory of its own. */
export class KernelLearner implements Learner {
  readonly #network: NetworkGradient;
  readonly #masks: DropoutMasks;
  readonly #learningRate: number;
  readonly #x: Float32Array;
  readonly #y: Float32Array;
  #steps = 0;

  /**
   * Packs the weights.
   * @param weights to start from, in the order of `weightSpecs`
   */
  constructor(
    config: LstmConfig,
    weights: readonly Float32Array[],
    options: TrainOptions,
    module: KernelModule,
  ) {
    const { lookback, features, horizon } = config;
    const { batchSize, learningRate, seed } = options;
    this.#network = new NetworkGradient(config, weights, batchSize, module);
    this.#masks = new DropoutMasks(config, new Random(seed, DROPOUT_STREAM));
    this.#learningRate = learningRate;
    this.#x = new Float32Array(batchSize * lookback * features);
    this.#y = new Float32Array(batchSize * horizon);
  }

  /** {@inheritDoc Learner.learn} */
  learn(training: TrainingSet, picks: Uint32Array): number {
    training.gather(picks, this.#x, this.#y);
    const rows = picks.length;
    const masks = this.#masks.draw(rows);
    const loss = this.#network.differentiate({ rows, x: this.#x, y: this.#y, masks });
    this.#network.descend(this.#learningRate, ++this.#steps);
    return loss;
  }

  /** {@inheritDoc Learner.weights} */
  weights(): Float32Array[] {
    return this.#network.weights();
  }

  /** Leaves the memory to the garbage collector. */
  [Symbol.dispose](): void {}
}
