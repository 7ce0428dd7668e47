import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { UsageError, UserError } from "#lib/core/errors.ts";
import { systemClock } from "#lib/core/clock.ts";
import { selectBackend } from "#lib/model/backend/select.ts";
import { createLstm, readWeights } from "#lib/model/lstm.ts";
import { LstmPredictor } from "#lib/model/lstm_predictor.ts";
import { meanSquaredError } from "#lib/model/mean_squared_error.ts";
import { train } from "#lib/model/train.ts";
import type { BatchReport, EpochReport, TrainOptions } from "#lib/model/train_options.ts";
import type { TrainingSet } from "#lib/model/training_set.ts";
import { assertClose, sineSet, SMALL } from "./fixtures.ts";

const CONFIG = { ...SMALL, dropout: 0.1, units: 8 };
const OPTIONS: TrainOptions = {
  epochs: 3,
  batchSize: 16,
  learningRate: 0.01,
  patience: 5,
  seed: 1,
};
const DATA = { training: sineSet(CONFIG, 100, 1), validation: sineSet(CONFIG, 30, 2) };
const DEPS = { clock: systemClock };

type Deps = Omit<Parameters<typeof train>[4], "backend">;

/** Trains a fresh network and gives what came of it. */
async function trained(
  { backend: choice, ...options }: Partial<TrainOptions> & { readonly backend?: string } = {},
  deps: Deps = DEPS,
  data = DATA,
) {
  const backend = await selectBackend(choice ?? "cpu");
  const model = createLstm(CONFIG, options.seed ?? OPTIONS.seed);
  const initial = readWeights(model);
  const result = await train(model, CONFIG, data, { ...OPTIONS, ...options }, {
    ...deps,
    backend,
  });
  const weights = readWeights(model);
  model.dispose();
  return { result, weights, initial };
}

/** Replaces the targets of a set. */
function withTargets(set: TrainingSet, target: number): TrainingSet {
  return { ...set, gather: (picks, x, y) => (set.gather(picks, x, y), void y.fill(target)) };
}

Deno.test("train() learns a sine wave far better than its mean", async () => {
  const data = { training: sineSet(CONFIG, 500, 1), validation: sineSet(CONFIG, 100, 2) };
  const { result } = await trained({ epochs: 15, backend: "wasm" }, DEPS, data);
  const losses = result.epochs.map((report) => report.valLoss);
  assert.ok(losses[0] > 5 * losses[losses.length - 1], String(losses));
  assert.ok(losses[losses.length - 1] < 0.05); // the variance of a sine is 0.5
});

for (const backend of ["cpu", "wasm"]) {
  Deno.test(`train() gives the same weights to the bit for a seed on ${backend}`, async () => {
    const [first, second, other] = [
      await trained({ backend }),
      await trained({ backend }),
      await trained({ backend, seed: 2 }),
    ];
    assert.deepEqual(first.weights, second.weights);
    assert.deepEqual(
      first.result.epochs.map((report) => [report.loss, report.valLoss]),
      second.result.epochs.map((report) => [report.loss, report.valLoss]),
    );
    assert.notDeepEqual(first.weights, other.weights);
  });
}

Deno.test("train() on the kernels learns what tfjs learns, up to rounding", async () => {
  const [kernels, tfjs] = [await trained({ backend: "wasm" }), await trained({ backend: "cpu" })];
  kernels.result.epochs.forEach(({ loss, valLoss }, i) => {
    const other = tfjs.result.epochs[i];
    // the same dropout, order and steps; roundings of 6e-8 grow over 21 steps of Adam, which
    // turns even the smallest gradient into a whole step
    assertClose([loss, valLoss], [other.loss, other.valLoss], 1e-4);
  });
  kernels.weights.forEach((values, i) => assertClose(values, tfjs.weights[i], 1e-3));
});

Deno.test("train() does not leave tensors behind", async () => {
  await trained();
  const before = tf.memory().numTensors;
  const counts: number[] = [];
  await trained({}, { clock: systemClock, onBatch: () => counts.push(tf.memory().numTensors) });
  assert.equal(tf.memory().numTensors, before);
  assert.equal(new Set(counts.slice(1)).size, 1, "flat from batch to batch");
});

Deno.test("train() shows each sequence once an epoch, in another order each time", async () => {
  const seen: number[] = [];
  const training: TrainingSet = {
    ...DATA.training,
    gather: (rows, x, y) => (seen.push(...Array.from(rows)), DATA.training.gather(rows, x, y)),
  };
  await trained({ epochs: 2 }, DEPS, { ...DATA, training });
  const [first, second] = [seen.slice(0, 100), seen.slice(100)];
  const all = Array.from({ length: 100 }, (_, row) => row);
  assert.deepEqual(first.toSorted((a, b) => a - b), all);
  assert.deepEqual(second.toSorted((a, b) => a - b), all);
  assert.notDeepEqual(first, second);
  assert.notDeepEqual(first, all);
});

Deno.test("train() drops other units in each batch", async () => {
  // one sequence for ever: without dropout and with a step too small to matter, all losses agree
  const training = { ...sineSet(CONFIG, 1, 1), length: 8 };
  const one: TrainingSet = {
    ...training,
    gather: (rows, x, y) => training.gather(Array.from(rows, () => 0), x, y),
  };
  const losses: number[] = [];
  await trained({ epochs: 1, batchSize: 1, learningRate: 1e-9 }, {
    clock: systemClock,
    onBatch: ({ batch, loss }) => losses.push(loss * batch),
  }, { ...DATA, training: one });
  const single = losses.map((sum, i) => sum - (losses[i - 1] ?? 0));
  assert.ok(new Set(single.map((loss) => loss.toPrecision(4))).size >= 6, String(single));
});

Deno.test("train() stops when validation no longer improves and keeps the best weights", async () => {
  // learns towards 1 while validation wants 0.3: validation improves, then worsens
  const data = {
    training: withTargets(DATA.training, 1),
    validation: withTargets(DATA.validation, 0.3),
  };
  const { result, weights } = await trained({ epochs: 40, patience: 2 }, DEPS, data);
  assert.equal(result.stopped, "patience");
  const losses = result.epochs.map((report) => report.valLoss);
  assert.equal(result.bestEpoch, losses.indexOf(Math.min(...losses)) + 1);
  assert.equal(losses.length, result.bestEpoch + 2);
  using predictor = new LstmPredictor(CONFIG, weights);
  assert.equal(meanSquaredError(predictor, data.validation), Math.min(...losses));
});

Deno.test("train() ends on abort, keeping the best of the whole epochs", async () => {
  const abort = new AbortController();
  const onBatch = ({ epoch, batch }: BatchReport) => {
    if (epoch === 2 && batch === 3) abort.abort();
  };
  const deps = { clock: systemClock, signal: abort.signal, onBatch };
  const { result, weights } = await trained({}, deps);
  assert.equal(result.stopped, "aborted");
  assert.equal(result.bestEpoch, 1);
  assert.deepEqual(weights, (await trained({ epochs: 1 })).weights);
});

Deno.test("train() aborted in its first epoch leaves the initial weights and says so", async () => {
  const { result, weights, initial } = await trained({}, {
    clock: systemClock,
    signal: AbortSignal.abort(),
  });
  assert.deepEqual([result.bestEpoch, result.epochs.length], [0, 0]);
  assert.deepEqual(weights, initial);
});

Deno.test("train() reports epochs and batches, timed by the clock it is given", async () => {
  let nowMs = 0;
  const clock = { nowMs: () => nowMs, sleep: () => Promise.resolve() };
  const epochs: EpochReport[] = [];
  const batches: BatchReport[] = [];
  await trained({ epochs: 2 }, {
    clock,
    onEpoch: (report) => epochs.push(report),
    onBatch: (report) => {
      batches.push(report);
      nowMs += 100;
    },
  });
  assert.deepEqual(
    batches.map(({ epoch, batch, batches }) => `${epoch}: ${batch}/${batches}`).slice(5, 9),
    ["1: 6/7", "1: 7/7", "2: 1/7", "2: 2/7"],
  );
  assert.deepEqual(
    epochs.map(({ epoch, seconds, sequencesPerSecond }) => [
      epoch,
      seconds,
      Math.round(sequencesPerSecond),
    ]),
    [[1, 0.7, 143], [2, 0.7, 143]],
  );
  assert.equal(epochs[0].loss, batches[6].loss);
});

Deno.test("train() says what to do when the loss leaves the numbers", async () => {
  const training = withTargets(DATA.training, NaN);
  await assert.rejects(
    () => trained({}, DEPS, { ...DATA, training }),
    (error) => error instanceof UserError && /epoch 1; pass a learning rate/.test(error.message),
  );
  const validation = withTargets(DATA.validation, NaN);
  await assert.rejects(() => trained({}, DEPS, { ...DATA, validation }), UserError);
});

Deno.test("train() refuses options out of bounds and parts that do not fit", async () => {
  const wrong = [{ epochs: 0 }, { batchSize: 1.5 }, { patience: NaN }, { learningRate: -1 }];
  for (const options of wrong) await assert.rejects(() => trained(options), UsageError);
  await assert.rejects(
    () => trained({}, DEPS, { ...DATA, validation: { ...DATA.validation, length: 0 } }),
    /validation part holds no sequence/,
  );
  await assert.rejects(
    () =>
      trained({}, DEPS, {
        ...DATA,
        training: { ...DATA.training, shape: { lookback: 5, horizon: 2 } },
      }),
    /lookback 5, the network 4; build the network for 5/,
  );
});
