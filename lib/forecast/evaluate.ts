/**
 * Scores a model beside its baselines on the test part of a data set.
 * @module
 */

import type { LinkTable } from "#lib/core/link_table.ts";
import type { Scaler } from "#lib/features/scaler.ts";
import type { Sequences } from "#lib/features/sequence.ts";
import type { Predictor } from "#lib/model/predictor.ts";
import { Accuracy, DEFAULT_TOLERANCE, type Scores } from "./accuracy.ts";
import { mean, persistence } from "./baselines.ts";
import { forecastSequences } from "./forecast_sequences.ts";
import { LinkMeans } from "./link_means.ts";

/** Stands for all links together in {@link EvaluationRow.link}. */
export const ALL_LINKS = "*";

/** Scores of one model for one link and horizon. */
export interface EvaluationRow extends Scores {
  /** Name of the link, or {@link ALL_LINKS}. */
  readonly link: string;
  /** Name of the target. */
  readonly target: string;
  /** How many windows ahead, from 1; each horizon is scored at its own step. */
  readonly horizon: number;
  /** `lstm`, or the name of a baseline. */
  readonly model: string;
}

/** What is scored, and on what. */
export interface EvaluationInput {
  /** Runs the network. */
  readonly predictor: Predictor;
  /** Scales forecasts back. */
  readonly scaler: Scaler;
  /** What the model was trained on; baselines and MASE take their scale from it. */
  readonly train: Sequences;
  /** What is scored. */
  readonly test: Sequences;
  /** The names behind the sequences' links. */
  readonly links: LinkTable;
  /** See {@link Scores.accuracy}. @default 0.1 */
  readonly tolerance?: number;
}

/**
 * Scores the network, persistence and the mean: first all links together, then each link by name;
 * for each, horizon by horizon.
 */
export function evaluate(input: EvaluationInput): EvaluationRow[] {
  const { predictor, scaler, train, test, links } = input;
  const { horizon } = predictor.config;
  const baselines = [persistence(), mean(train)];
  const models = ["lstm", ...baselines.map(({ name }) => name)];
  const tallies = new Tallies(models.length * horizon, input.tolerance ?? DEFAULT_TOLERANCE);
  const forecasts = forecastSequences(predictor, scaler, test);
  const other = new Float64Array(horizon);
  for (let i = 0; i < test.length; i++) {
    const link = test.link(i);
    tallies.add(test, i, link, 0, forecasts.subarray(i * horizon, (i + 1) * horizon));
    baselines.forEach((baseline, index) => {
      baseline.forecast(historyOf(test, i), link, other);
      tallies.add(test, i, link, (index + 1) * horizon, other);
    });
  }
  const naive = naiveErrors(train);
  const named = tallies.links.map((link) => ({ link, name: links.name(link) }))
    .toSorted((a, b) => a.name < b.name ? -1 : 1);
  return [{ link: POOLED, name: ALL_LINKS }, ...named].flatMap(({ link, name }) =>
    Array.from({ length: horizon }, (_, h) =>
      models.map((model, index): EvaluationRow => ({
        link: name,
        target: test.rows.target.name,
        horizon: h + 1,
        model,
        ...tallies.of(link)[index * horizon + h].scores({
          naiveMae: naive.of(link),
        }),
      }))).flat()
  );
}

/** Key of all links together, beside the indices of links. */
const POOLED = -1;

/** One sum per link, model and horizon, and the same for all links together. */
class Tallies {
  readonly #byLink = new Map<number, Accuracy[]>();
  readonly #size: number;
  readonly #tolerance: number;

  constructor(size: number, tolerance: number) {
    this.#size = size;
    this.#tolerance = tolerance;
  }

  /** Indices of the links seen. */
  get links(): number[] {
    return [...this.#byLink.keys()].filter((link) => link !== POOLED);
  }

  of(link: number): Accuracy[] {
    let sums = this.#byLink.get(link);
    if (sums === undefined) {
      sums = Array.from({ length: this.#size }, () => new Accuracy(this.#tolerance));
      this.#byLink.set(link, sums);
    }
    return sums;
  }

  add(
    test: Sequences,
    sequence: number,
    link: number,
    offset: number,
    forecasts: ArrayLike<number>,
  ): void {
    const last = test.lastActual(sequence);
    const [own, pooled] = [this.of(link), this.of(POOLED)];
    for (let h = 0; h < forecasts.length; h++) {
      const actual = test.actual(sequence, h + 1);
      own[offset + h].add(actual, forecasts[h], last);
      pooled[offset + h].add(actual, forecasts[h], last);
    }
  }
}

/** The target over a sequence's input windows, the origin last. */
function historyOf(sequences: Sequences, sequence: number): Float64Array {
  const { rows, shape, origins } = sequences;
  const end = origins[sequence] + 1;
  return rows.columns[rows.target.feature].subarray(end - shape.lookback, end);
}

/** Mean absolute step from one window to the next, over the training part's origins. */
function naiveErrors(train: Sequences): LinkMeans {
  const means = new LinkMeans();
  for (let i = 0; i < train.length; i++) {
    means.add(train.link(i), Math.abs(train.actual(i, 1) - train.lastActual(i)));
  }
  return means;
}
