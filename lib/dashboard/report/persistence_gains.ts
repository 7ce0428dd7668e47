/**
 * The model beside persistence: the comparison that the verdict is made of.
 * @module
 */

import { POOLED, type ReportData } from "./report_data.ts";

/** How far the model's error is from persistence's at one horizon. */
export interface PersistenceGain {
  /** Windows ahead. */
  readonly horizon: number;
  /** The model's mean absolute error over persistence's, less 1: below 0 is better. */
  readonly change: number;
}

/** Compares the pooled scores of the run's target, nearest horizon first; a horizon where either
 * has no error, or persistence makes none, is left out. */
export function persistenceGains({ scores, target }: ReportData): PersistenceGain[] {
  const maeOf = (model: string, horizon: number) =>
    scores.find((score) =>
      score.link === POOLED && score.target === target && score.model === model &&
      score.horizon === horizon
    )?.mae ?? NaN;
  return [...new Set(scores.map(({ horizon }) => horizon))]
    .sort((a, b) => a - b)
    .map((horizon) => ({
      horizon,
      change: maeOf("lstm", horizon) / maeOf("persistence", horizon) - 1,
    }))
    .filter(({ change }) => Number.isFinite(change));
}
