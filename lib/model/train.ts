/**
 * The training loop: shuffled mini-batches, validation, early stopping.
 * @module
 */

import { UsageError, UserError } from "#lib/core/errors.ts";
import { Random } from "#lib/core/random.ts";
import type { Clock } from "#lib/core/time.ts";
import type { Backend } from "./backend/backend.ts";
import { createLearner } from "./create_learner.ts";
import type { Learner } from "./learner.ts";
import { writeWeights } from "./lstm.ts";
import type { LstmConfig } from "./lstm_config.ts";
import { meanSquaredError } from "./mean_squared_error.ts";
import type { LayersModel } from "./tensors.ts";
import type {
  EpochReport,
  StopReason,
  TrainDeps,
  TrainingData,
  TrainingResult,
  TrainOptions,
} from "./train_options.ts";
import type { TrainingSet } from "./training_set.ts";

/** Stream of the seed that orders the sequences; the initial weights use those from 0. */
const SHUFFLE_STREAM = 1_000;

/** Longest time without letting signals and timers through: going through the event loop takes
 * 1-2 ms, a tenth of a mini-batch. */
const YIELD_EVERY_MS = 50;

/**
 * Trains a network in place on the mean squared error, and leaves it with the weights of the
 * epoch that validated best. The same seed, data, options and backend give the same weights to
 * the last bit.
 *
 * @param model as `createLstm` makes it of `config`
 * @throws {UsageError} if an option is out of bounds
 * @throws {RangeError} if a part is empty or does not fit the network
 * @throws {UserError} if the loss is no longer a number
 */
export async function train(
  model: LayersModel,
  config: LstmConfig,
  data: TrainingData,
  options: TrainOptions,
  deps: TrainDeps,
): Promise<TrainingResult> {
  checkOptions(options);
  checkFit(config, data.training, "training");
  checkFit(config, data.validation, "validation");
  const { backend, clock, signal } = deps;
  const order = Uint32Array.from({ length: data.training.length }, (_, pick) => pick);
  const shuffles = new Random(options.seed, SHUFFLE_STREAM);
  const epochs: EpochReport[] = [];
  let stopped: StopReason = "epochs";
  const pauses = new Pauses(clock);
  using learner = await createLearner(backend, model, config, options);
  let best = { epoch: 0, valLoss: Infinity, weights: learner.weights() };
  try {
    for (let epoch = 1; epoch <= options.epochs && stopped === "epochs"; epoch++) {
      const startMs = clock.nowMs();
      shuffle(order, shuffles);
      const loss = await runEpoch(learner, data.training, order, epoch, options, deps, pauses);
      if (signal?.aborted) {
        stopped = "aborted";
        break;
      }
      const trainedMs = clock.nowMs();
      const weights = learner.weights();
      const valLoss = validate(backend, config, weights, data.validation);
      if (!Number.isFinite(valLoss)) throw diverged(epoch, options);
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
    writeWeights(model, config, best.weights);
  }
  return { epochs, bestEpoch: best.epoch, stopped };
}

async function runEpoch(
  learner: Learner,
  training: TrainingSet,
  order: Uint32Array,
  epoch: number,
  options: TrainOptions,
  { signal, onBatch }: TrainDeps,
  pauses: Pauses,
): Promise<number> {
  const { batchSize } = options;
  const batches = Math.ceil(order.length / batchSize);
  let sum = 0;
  let seen = 0;
  for (let batch = 1; batch <= batches; batch++) {
    const picks = order.subarray((batch - 1) * batchSize, batch * batchSize);
    const loss = learner.learn(training, picks);
    if (!Number.isFinite(loss)) throw diverged(epoch, options);
    sum += loss * picks.length;
    seen += picks.length;
    onBatch?.({ epoch, batch, batches, loss: sum / seen });
    await pauses.takeIfDue();
    if (signal?.aborted) break;
  }
  return sum / seen;
}

/** Lets signals and timers through now and then, also where many an epoch fits in between. */
class Pauses {
  readonly #clock: Clock;
  #lastMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#lastMs = clock.nowMs();
  }

  async takeIfDue(): Promise<void> {
    if (this.#clock.nowMs() - this.#lastMs < YIELD_EVERY_MS) return;
    await this.#clock.sleep(0);
    this.#lastMs = this.#clock.nowMs();
  }
}

function validate(
  backend: Backend,
  config: LstmConfig,
  weights: readonly Float32Array[],
  validation: TrainingSet,
): number {
  using predictor = backend.createPredictor(config, weights);
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
  if (set.length === 0) throw new RangeError(`Cannot train: the ${part} part holds no sequence`);
  for (const name of ["lookback", "horizon"] as const) {
    if (set.shape[name] !== config[name]) {
      throw new RangeError(
        `Cannot train: the ${part} part has ${name} ${set.shape[name]}, the network ` +
          `${config[name]}; build the network for ${set.shape[name]}`,
      );
    }
  }
}
