/**
 * Forecasts without a network: what every model has to beat.
 * @module
 */

import type { Sequences } from "#lib/features/sequence.ts";
import { LinkMeans } from "./link_means.ts";

/** A baseline, fitted. */
export interface Baseline {
  /** Its name, as in evaluations and forecasts. */
  readonly name: string;
  /**
   * Forecasts the next windows of a link.
   * @param history the target in the windows up to now without a break, the newest last; at least
   * one number
   * @param link index of the link
   * @param out takes the forecasts for the 1st, 2nd … window ahead, in units of the target
   */
  forecast(history: Float64Array, link: number, out: Float64Array): void;
}

/** Makes the baseline that says that all stays as it is. */
export function persistence(): Baseline {
  return {
    name: "persistence",
    forecast: (history, _link, out) => {
      out.fill(history[history.length - 1]);
    },
  };
}

/**
 * Makes the baseline that always says a link's mean over the training part. Of a link that was not
 * trained on it says the mean over all links.
 * @param train the origins of the training part
 */
export function mean(train: Sequences): Baseline {
  const means = new LinkMeans();
  for (let i = 0; i < train.length; i++) means.add(train.link(i), train.lastActual(i));
  return {
    name: "mean",
    forecast: (_history, link, out) => {
      out.fill(means.of(link));
    },
  };
}
