/**
 * Which forecasts of a link get a line: more than two hide each other.
 * @module
 */

import type { ReportForecast } from "./report_data.ts";

/** Gives the forecasts of the nearest and of the farthest horizon, in this order. */
export function drawnForecasts(forecasts: readonly ReportForecast[]): ReportForecast[] {
  const sorted = forecasts.toSorted((a, b) => a.horizon - b.horizon);
  return sorted.filter((_, i) => i === 0 || i === sorted.length - 1);
}
