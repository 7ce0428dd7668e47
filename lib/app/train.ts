/**
 * The work of `train`: windows to a model directory.
 * @module
 */

import type { TrainConfig } from "#lib/config/scripts/train.ts";
import { formatTime } from "#lib/core/time.ts";
import { FEATURES, TARGETS } from "#lib/features/columns.ts";
import { buildDataset, type Dataset } from "#lib/features/dataset.ts";
import { evaluate, type EvaluationRow } from "#lib/forecast/evaluate.ts";
import { measureIntervals } from "#lib/forecast/intervals.ts";
import { writeArtifact } from "#lib/model/artifact/write_artifact.ts";
import type { Backend } from "#lib/model/backend/backend.ts";
import { selectBackend } from "#lib/model/backend/select.ts";
import { createLstm, readWeights } from "#lib/model/lstm.ts";
import { train as trainNetwork } from "#lib/model/train.ts";
import type { TrainingResult } from "#lib/model/train_options.ts";
import type { WindowOptions } from "#lib/window/window_options.ts";
import { dataHash } from "./data_hash.ts";
import { formatNumber } from "./format.ts";
import { shownHorizons } from "./horizons.ts";
import { checkModelPlace } from "./model_place.ts";
import { readWindows, type WindowsRead } from "./read_windows.ts";
import type { Context } from "./run.ts";
import { scoreTable } from "./score_table.ts";
import { thin } from "./thin.ts";
import { windowOptionsOf } from "./window_settings.ts";

/** Trains on the first part in time, stops by the second, scores on the last, saves. */
export async function train(context: Context<TrainConfig>): Promise<void> {
  const { config, log, clock } = context;
  await checkModelPlace(config.model);
  const options = windowOptionsOf(config);
  const read = await readWindows({ ...config, options }, context);
  const data = readDataset(read, options, config);
  const training = thin(data.train, config.maxSequences);
  const backend = await selectBackend(config.backend);
  log.info(
    `${formatNumber(read.windows.length)} windows of ${read.links.size} links: ` +
      `${formatNumber(training.length)} sequences to train on, ` +
      `${formatNumber(data.validation.length)} to validate; ${backend.reason}`,
  );
  const { lookback, units, layers, dropout, horizon } = config;
  const network = { lookback, features: FEATURES.length, units, layers, dropout, horizon };
  const model = createLstm(network, config.seed);
  const history = await runTraining(context, backend, model, network, {
    ...data,
    train: training,
  });
  using predictor = backend.createPredictor(network, readWeights(model));
  const intervals = measureIntervals(predictor, data.scaler, data.validation);
  const scores = data.test.length === 0 ? [] : evaluate({ ...data, predictor, links: read.links });
  const manifest = await writeArtifact(config.model, {
    model,
    description: {
      network,
      windowUs: options.windowUs,
      features: FEATURES.map(({ name }) => name),
      target: TARGETS[0].name,
      intervals,
    },
    scaler: data.scaler,
    history,
    card: {
      data: read.source,
      dataHash: dataHash(read.windows, read.links),
      sequences: {
        train: training.length,
        validation: data.validation.length,
        test: data.test.length,
      },
      seed: config.seed,
      options: config,
      scores: pooled(scores),
    },
    backend: backend.name,
    createdMs: clock.nowMs(),
  });
  model.dispose();
  const best = history.epochs[history.bestEpoch - 1];
  if (scores.length > 0) context.out(scoreTable(shown(pooled(scores), horizon)));
  context.out(
    `Model ${manifest.modelHash} in ${config.model}: best of ${history.epochs.length} epochs is ` +
      `number ${history.bestEpoch}` +
      (best === undefined ? "" : `, validation loss ${best.valLoss.toFixed(4)}`),
  );
  context.result({
    model: config.model,
    modelHash: manifest.modelHash,
    backend: backend.name,
    windows: read.windows.length,
    sequences: training.length,
    epochs: history.epochs.length,
    bestEpoch: history.bestEpoch,
    valLoss: best?.valLoss ?? null,
    stopped: history.stopped,
    seconds: history.epochs.reduce((sum, epoch) => sum + epoch.seconds, 0),
    packetsPercentile95: percentile(data, 0.95),
    testFrom: testFrom(data),
    rows: scores,
  });
}

/** Makes the sequences of the parts that training takes; a test part may be left out. */
function readDataset(read: WindowsRead, options: WindowOptions, config: TrainConfig): Dataset {
  return buildDataset(read.windows, {
    shape: {
      lookback: config.lookback,
      horizon: config.horizon,
      windowUs: options.windowUs,
    },
    target: TARGETS[0],
    scaler: { kind: config.scaler, log1p: config.log1p },
    shares: config.split,
    needs: ["train", "validation"],
  });
}

async function runTraining(
  context: Context<TrainConfig>,
  backend: Backend,
  model: ReturnType<typeof createLstm>,
  network: Parameters<typeof createLstm>[0],
  data: Dataset,
): Promise<TrainingResult> {
  const { config, log, clock, signal } = context;
  const { epochs } = config;
  using progress = context.progress({
    label: "train",
    unit: "sequences",
    total: epochs * data.train.length,
  });
  const history = await trainNetwork(
    model,
    network,
    { training: data.train, validation: data.validation },
    config,
    {
      backend,
      clock,
      signal,
      onBatch: ({ epoch, batch, batches, loss }) => {
        const done = (epoch - 1 + batch / batches) * data.train.length;
        progress.update(Math.round(done), `epoch ${epoch}, loss ${loss.toFixed(4)}`);
      },
      onEpoch: ({ epoch, loss, valLoss, seconds, sequencesPerSecond }) => {
        log.info(
          `epoch ${epoch} of ${epochs}: loss ${loss.toFixed(4)}, validation ` +
            `${valLoss.toFixed(4)}, ${seconds.toFixed(1)} s, ` +
            `${formatNumber(sequencesPerSecond, 0)} sequences/s`,
        );
      },
    },
  );
  if (history.stopped === "aborted") {
    log.warn(
      history.bestEpoch === 0
        ? "stopped before the first epoch was done: the model is untrained and not saved"
        : `stopped: the best epoch so far, number ${history.bestEpoch}, is saved`,
    );
    if (history.bestEpoch === 0) throw signal.reason;
  }
  return history;
}

function pooled(rows: readonly EvaluationRow[]): EvaluationRow[] {
  return rows.filter(({ link }) => link === "*");
}

/** Enough for a look. */
function shown(rows: readonly EvaluationRow[], horizon: number): EvaluationRow[] {
  const horizons = shownHorizons(horizon);
  return rows.filter((row) => horizons.includes(row.horizon));
}

/** A count that the given share of the training part's windows stays below: a threshold where
 * nobody knows one. */
function percentile({ train }: Dataset, share: number): number {
  const counts = Float64Array.from({ length: train.length }, (_, i) => train.lastActual(i)).sort();
  return counts[Math.floor(share * (counts.length - 1))];
}

/** When the first forecast of the test part is made. */
function testFrom({ test }: Dataset): string | null {
  let first = Infinity;
  for (let i = 0; i < test.length; i++) first = Math.min(first, test.windowEndUs(i));
  return first === Infinity ? null : formatTime(first);
}
