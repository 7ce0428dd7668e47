/**
 * The windows of a link as a chart takes them: with a row between two windows that do not touch,
 * so that no line is drawn over a stretch that nobody saw.
 * @module
 */

import { MICROS_PER_MS } from "#lib/core/time.ts";
import { drawnForecasts } from "./drawn_forecasts.ts";
import type { ReportForecast, ReportLink } from "./report_data.ts";

/** Columns of one link, equally long. */
export interface LinkRows {
  /** Middle of each window, ms since the Unix epoch. */
  readonly timeMs: Float64Array;
  /** Packets counted. */
  readonly actual: Float64Array;
  /** The forecasts that are drawn, nearest horizon first. */
  readonly forecasts: readonly ReportForecast[];
}

/** Stands for the row of a gap. */
const GAP = -1;

/**
 * Lays out the rows of a link.
 * @param windowUs length of a window, µs
 */
export function linkRows(link: ReportLink, windowUs: number): LinkRows {
  const { windowStart } = link;
  const rows: number[] = [];
  for (let row = 0; row < windowStart.length; row++) {
    if (row > 0 && windowStart[row] - windowStart[row - 1] > windowUs) rows.push(GAP);
    rows.push(row);
  }
  const take = (column: ArrayLike<number>) =>
    Float64Array.from(rows, (row) => row === GAP ? NaN : column[row]);
  return {
    timeMs: Float64Array.from(rows, (row, i) => {
      const start = row === GAP ? windowStart[rows[i - 1]] + windowUs : windowStart[row];
      return (start + windowUs / 2) / MICROS_PER_MS;
    }),
    actual: take(link.actual),
    forecasts: drawnForecasts(link.forecasts).map((forecast) => ({
      horizon: forecast.horizon,
      values: take(forecast.values),
      lower: take(forecast.lower),
      upper: take(forecast.upper),
    })),
  };
}
