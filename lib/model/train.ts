/**
 * The training loop: mini-batches, Adam, early stopping.
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import type { Sequential } from "@tensorflow/tfjs-layers";
import { UsageError, UserError } from "#lib/core/errors.ts";
import { Random } from "#lib/core/random.ts";
import { DropoutMasks } from "./dropout_masks.ts";
import { lossAndGradients } from "./lstm_gradient.ts";
import { readWeights, writeWeights } from "./lstm.ts";
import type { LstmConfig } from "./lstm_config.ts";
import { LstmPredictor } from "./lstm_predictor.ts";
import { meanSquaredError } from "./mean_squared_error.ts";
import { StepTensors } from "./step_tensors.ts";
import type {
  EpochReport,
  StopReason,
  TrainDeps,
  TrainingData,
  TrainingResult,
  TrainOptions,
} from "./train_options.ts";
import type { TrainingSet } from "./training_set.ts";

/** Streams of the seed; the initial weights use those from 0. */
const SHUFFLE_STREAM = 1_000;
const DROPOUT_STREAM = 1_001;

/** Longest time without letting signals and timers through: going through the event loop takes
 * 1-2 ms, a tenth of a mini-batch. */
const YIELD_EVERY_MS = 50;

/**
 * Trains a network in place by Adam (Kingma and Ba 2015) on the mean squared error, and leaves
 * it with the weights of the epoch that validated best. The same seed, data, options and backend
 * give the same weights to the last bit.
 *
 * @param model as `createLstm` makes it of `config`
 * @throws {UsageError} if an option is out of bounds
 * @throws {RangeError} if a part is empty or does not fit the network
 * @throws {UserError} if the loss is no longer a number
 */
export async function train(
  model: Sequential,
  config: LstmConfig,
  data: TrainingData,
  options: TrainOptions,
  deps: TrainDeps,
): Promise<TrainingResult> {
  checkOptions(options);
  checkFit(config, data.training, "training");
  checkFit(config, data.validation, "validation");
  const { clock, signal } = deps;
  const order = Uint32Array.from({ length: data.training.size }, (_, row) => row);
  const shuffles = new Random(options.seed, SHUFFLE_STREAM);
  const step = new TrainingStep(model, config, options);
  const epochs: EpochReport[] = [];
  let best = { epoch: 0, valLoss: Infinity, weights: readWeights(model) };
  let stopped: StopReason = "epochs";
  try {
    for (let epoch = 1; epoch <= options.epochs && stopped === "epochs"; epoch++) {
      const startMs = clock.nowMs();
      shuffle(order, shuffles);
      const loss = await runEpoch(step, data.training, order, epoch, options, deps);
      if (signal?.aborted) {
        stopped = "aborted";
        break;
      }
      const trainedMs = clock.nowMs();
      const weights = readWeights(model);
      const valLoss = validate(config, weights, data.validation);
      if (Number.isNaN(valLoss)) throw diverged(epoch, options);
      const report = {
        epoch,
        loss,
        valLoss,
        seconds: (clock.nowMs() - startMs) / 1000,
        sequencesPerSecond: order.length / Math.max(0.001, (trainedMs - startMs) / 1000),
      };
      epochs.push(report);
      if (valLoss < best.valLoss) best = { epoch, valLoss, weights };
      else if (epoch - best.epoch >= options.patience) stopped = "patience";
      deps.onEpoch?.(report);
    }
  } finally {
    step[Symbol.dispose]();
    writeWeights(model, config, best.weights);
  }
  return { epochs, bestEpoch: best.epoch, stopped };
}

/** One mini-batch: loss, gradient, and Adam's step on the model's own variables. */
class TrainingStep implements Disposable {
  readonly #weights: readonly tf.Variable[];
  readonly #steps: StepTensors;
  readonly #masks: DropoutMasks;
  // Decay rates and epsilon of the paper; float32 needs no larger epsilon here.
  readonly #adam: tf.AdamOptimizer;
  readonly #horizon: number;

  constructor(model: Sequential, config: LstmConfig, options: TrainOptions) {
    this.#weights = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    this.#steps = new StepTensors(config.lookback, config.features);
    this.#masks = new DropoutMasks(config, new Random(options.seed, DROPOUT_STREAM));
    this.#adam = tf.train.adam(options.learningRate, 0.9, 0.999, 1e-8);
    this.#horizon = config.horizon;
  }

  /** Learns from `rows` sequences and gives their mean squared error before that. Reading the
   * loss back costs nothing on the backends in this process. */
  run(x: Float32Array, y: Float32Array, rows: number): number {
    return tf.tidy(() => {
      const { loss, gradients } = lossAndGradients(this.#weights, {
        steps: this.#steps.cut(x, rows),
        targets: tf.tensor2d(y.subarray(0, rows * this.#horizon), [rows, this.#horizon]),
        dropout: this.#masks.draw(rows),
      });
      this.#adam.applyGradients(
        this.#weights.map(({ name }, index) => ({ name, tensor: gradients[index] })),
      );
      return loss.dataSync()[0];
    });
  }

  [Symbol.dispose](): void {
    this.#adam.dispose();
  }
}

async function runEpoch(
  step: TrainingStep,
  training: TrainingSet,
  order: Uint32Array,
  epoch: number,
  options: TrainOptions,
  { clock, signal, onBatch }: TrainDeps,
): Promise<number> {
  const { batchSize } = options;
  const x = new Float32Array(batchSize * training.lookback * training.features);
  const y = new Float32Array(batchSize * training.horizon);
  const batches = Math.ceil(order.length / batchSize);
  let sum = 0;
  let seen = 0;
  let yieldedMs = clock.nowMs();
  for (let batch = 1; batch <= batches; batch++) {
    const rows = order.subarray((batch - 1) * batchSize, batch * batchSize);
    training.gather(rows, x, y);
    const loss = step.run(x, y, rows.length);
    if (!Number.isFinite(loss)) throw diverged(epoch, options);
    sum += loss * rows.length;
    seen += rows.length;
    onBatch?.({ epoch, batch, batches, loss: sum / seen });
    if (clock.nowMs() - yieldedMs >= YIELD_EVERY_MS) {
      await clock.sleep(0);
      yieldedMs = clock.nowMs();
    }
    if (signal?.aborted) break;
  }
  return sum / seen;
}

function validate(
  config: LstmConfig,
  weights: readonly Float32Array[],
  validation: TrainingSet,
): number {
  using predictor = new LstmPredictor(config, weights);
  return meanSquaredError(predictor, validation);
}

/** Fisher and Yates' shuffle. */
function shuffle(order: Uint32Array, random: Random): void {
  for (let last = order.length - 1; last > 0; last--) {
    const other = random.integer(last + 1);
    [order[last], order[other]] = [order[other], order[last]];
  }
}

function diverged(epoch: number, { learningRate }: TrainOptions): UserError {
  return new UserError(
    `Cannot go on training: the loss left the numbers in epoch ${epoch}; pass a learning rate ` +
      `below ${learningRate}, or look for extreme values in the data`,
  );
}

function checkOptions(options: TrainOptions): void {
  for (const name of ["epochs", "batchSize", "patience"] as const) {
    if (!Number.isInteger(options[name]) || options[name] < 1) {
      throw new UsageError(
        `Cannot train with ${name} ${options[name]}: expected an integer of at least 1`,
      );
    }
  }
  if (!(options.learningRate > 0 && options.learningRate <= 1)) {
    throw new UsageError(
      `Cannot train with the learning rate ${options.learningRate}: expected a number above 0, ` +
        "at most 1",
    );
  }
}

function checkFit(config: LstmConfig, set: TrainingSet, part: string): void {
  if (set.size === 0) throw new RangeError(`Cannot train: the ${part} part holds no sequence`);
  for (const name of ["lookback", "features", "horizon"] as const) {
    if (set[name] !== config[name]) {
      throw new RangeError(
        `Cannot train: the ${part} part has ${name} ${set[name]}, the network ${config[name]}; ` +
          `build the network for ${set[name]}`,
      );
    }
  }
}
