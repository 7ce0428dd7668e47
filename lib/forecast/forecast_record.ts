/**
 * The forecast as it goes out: the record on the `forecasts` topic.
 * @module
 */

import { formatTime, parseTime } from "#lib/core/time.ts";
import { FORECAST_STATUS_NAMES, type ForecastStatusName } from "./forecast_batch.ts";

/** Version of the record's layout. */
export const FORECAST_VERSION = 1;

/** A forecast for one window, as readers of the topic see it. */
export interface ForecastRecord {
  /** Version of the layout. */
  readonly v: number;
  /** `link|windowEnd|horizon|target|modelHash|maker`, the maker being the backend of the network
   * or the baseline that stood in: readers may see a record twice, but never two values for one
   * id. */
  readonly id: string;
  /** Name of the link. */
  readonly link: string;
  /** End of the last window known, RFC 3339, UTC. */
  readonly windowEnd: string;
  /** How many windows ahead; 1 is the next one. */
  readonly horizon: number;
  /** What is forecast, such as `packets`. */
  readonly target: string;
  /** Forecast, in units of the target a window. */
  readonly value: number;
  /** Lower end of the interval. */
  readonly lower: number;
  /** Upper end of the interval. */
  readonly upper: number;
  /** What made it: `lstm`, or the baseline that stood in. */
  readonly model: string;
  /** Hash of the model that was loaded. */
  readonly modelHash: string;
  /** How it came about. */
  readonly status: ForecastStatusName;
}

/**
 * Reads a record off the topic. Unknown fields are ignored.
 * @throws {SyntaxError} if it is no forecast of this version; the record of a stale link is none
 * either, for it has no value
 */
export function parseForecast(text: string): ForecastRecord {
  const value: unknown = JSON.parse(text);
  const record = (value ?? {}) as Partial<Record<keyof ForecastRecord, unknown>>;
  const problem = problemOf(record);
  if (problem !== undefined) {
    throw new SyntaxError(`Cannot read a forecast: ${problem}; expected version 1 of the record`);
  }
  return value as ForecastRecord;
}

/** Gives the end of a record's origin window, µs. */
export function originUs(record: ForecastRecord): number {
  return parseTime(record.windowEnd);
}

function problemOf(
  record: Partial<Record<keyof ForecastRecord, unknown>>,
): string | undefined {
  if (record.v !== FORECAST_VERSION) return `v is ${record.v}`;
  for (const name of ["id", "link", "target", "model", "modelHash"] as const) {
    if (typeof record[name] !== "string") return `${name} is no text`;
  }
  for (const name of ["value", "lower", "upper"] as const) {
    if (!Number.isFinite(record[name])) return `${name} is no number`;
  }
  if (!Number.isInteger(record.horizon) || (record.horizon as number) < 1) {
    return "horizon is no positive integer";
  }
  if (!FORECAST_STATUS_NAMES.some((name) => name === record.status)) {
    return `status is ${record.status}`;
  }
  try {
    formatTime(parseTime(String(record.windowEnd)));
  } catch {
    return `windowEnd is ${record.windowEnd}`;
  }
}
