/**
 * Forecasts and alerts as lines for the terminal.
 * @module
 */

import { FORECAST_STATUS_NAMES, ForecastStatus } from "#lib/forecast/forecast_batch.ts";
import { formatTime, MICROS_PER_SECOND } from "#lib/core/time.ts";
import { formatLength, formatNumber } from "./format.ts";
import type { Outlook } from "./forecast_stage.ts";

/** Writes what a window's forecasts say: its count, the next window, and the last one ahead;
 * `undefined` for a partial window, which has none. */
export function forecastLine(
  { link, count, forecasts, row }: Outlook,
  windowUs: number,
): string | undefined {
  if (row === undefined) return undefined;
  const { horizon, values, lower, upper, status, windowEnd } = forecasts;
  const first = row * horizon;
  const last = first + horizon - 1;
  const interval = `${formatNumber(lower[first], 0)}-${formatNumber(upper[first], 0)}`;
  const ahead = formatLength(horizon * windowUs / 1000);
  const how = status[row] === ForecastStatus.ok ? "" : `  ${FORECAST_STATUS_NAMES[status[row]]}`;
  const far = horizon === 1 ? "" : `, in ${ahead} ${formatNumber(values[last], 0)}`;
  return `${formatTime(windowEnd[row])}  ${link}  ${formatNumber(count, 0)} packets, next ` +
    `${formatNumber(values[first], 0)} (${interval})${far}${how}`;
}

/** Writes what an alert says, `undefined` where the window changed no incident. */
export function alertLine(outlook: Outlook, threshold: number): string | undefined {
  const { alert, link } = outlook;
  if (alert === undefined) return undefined;
  const at = formatTime(alert.windowEnd);
  if (alert.state === "resolved") {
    const seconds = (alert.windowEnd - alert.openedAt) / MICROS_PER_SECOND;
    return `${at}  ${link}  RESOLVED after ${formatLength(seconds * 1000)}: ` +
      `${formatNumber(alert.value, 0)} packets in the window`;
  }
  const inSeconds = (alert.expectedAt - alert.windowEnd) / MICROS_PER_SECOND;
  // One digit more than a count has: 100.3 is above 100.
  return `${at}  ${link}  ALERT: ${formatNumber(alert.value, 1)} packets forecast for the window ` +
    `that starts ${inSeconds === 0 ? "now" : `in ${formatLength(inSeconds * 1000)}`}, above ` +
    formatNumber(threshold);
}
