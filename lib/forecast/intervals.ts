/**
 * Forecast intervals from past errors: split conformal prediction.
 * @module
 */

import type { Scaler } from "#lib/features/scaler.ts";
import type { Sequences } from "#lib/features/sequence.ts";
import type { IntervalWidths } from "#lib/model/artifact/manifest.ts";
import type { Predictor } from "#lib/model/predictor.ts";
import { forecastSequences } from "./forecast_sequences.ts";

/** Share of true values that the intervals should hold, where nothing else is asked for. */
export const DEFAULT_COVERAGE = 0.9;

/**
 * Gives the half-width of an interval that holds a next value with at least the given coverage,
 * if its error is exchangeable with those seen (Vovk, Gammerman and Shafer 2005; Lei et al.,
 * "Distribution-Free Predictive Inference for Regression", JASA 2018, section 2.2): the
 * ⌈(n + 1) · coverage⌉-th smallest absolute error, or the largest one where there are too few.
 *
 * @param errors forecast minus truth; sorted in place by size
 * @param coverage in (0, 1)
 * @returns 0 of no errors
 *
 * @example
 * ```ts
 * import { conformalHalfWidth } from "#lib/forecast/intervals.ts";
 *
 * conformalHalfWidth(Float64Array.of(-3, 1, 2, -4), 0.6); // 3: the third smallest of four
 * ```
 */
export function conformalHalfWidth(errors: Float64Array, coverage: number): number {
  if (errors.length === 0) return 0;
  for (let i = 0; i < errors.length; i++) errors[i] = Math.abs(errors[i]);
  errors.sort();
  // 10 · 0.9 comes to just above 9 in floating point
  const rank = Math.ceil((errors.length + 1) * coverage - 1e-9);
  return errors[Math.min(rank, errors.length) - 1];
}

/**
 * Finds the half-widths per horizon for the network and for persistence, from their errors on a
 * part that training did not learn from. All links share them.
 * @param validation the part that training stopped by
 */
export function measureIntervals(
  predictor: Predictor,
  scaler: Scaler,
  validation: Sequences,
  coverage: number = DEFAULT_COVERAGE,
): IntervalWidths {
  const { horizon } = predictor.config;
  const forecasts = forecastSequences(predictor, scaler, validation);
  const errors = new Float64Array(validation.length);
  const widths = (forecast: (sequence: number, h: number) => number) =>
    Array.from({ length: horizon }, (_, h) => {
      for (let i = 0; i < errors.length; i++) {
        errors[i] = forecast(i, h) - validation.actual(i, h + 1);
      }
      return conformalHalfWidth(errors, coverage);
    });
  return {
    coverage,
    model: widths((sequence, h) => forecasts[sequence * horizon + h]),
    persistence: widths((sequence) => validation.lastActual(sequence)),
  };
}
