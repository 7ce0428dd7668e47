/**
 * What was forecast for each window, lined up with what came.
 * @module
 */

import type { Bus } from "#lib/bus/bus.ts";
import { type ForecastRecord, originUs, parseForecast } from "#lib/forecast/forecast_record.ts";
import type { ActualWindows } from "./actual_windows.ts";
import { type ReadContext, readTopic, type TopicRequest } from "./read_topic.ts";

/** Forecasts of one horizon, each column as long as the link's windows; NaN where none is. */
export interface ForecastTrack {
  /** How many windows earlier each was made. */
  readonly horizon: number;
  /** Forecast for each window. */
  readonly values: Float64Array;
  /** Lower ends of the intervals. */
  readonly lower: Float64Array;
  /** Upper ends of the intervals. */
  readonly upper: Float64Array;
}

/** Which forecasts. */
export interface TrackRequest extends TopicRequest {
  /** Hash of the model that made them. */
  readonly modelHash: string;
  /** Horizons, ascending. */
  readonly horizons: readonly number[];
  /** Length of a window, µs. */
  readonly windowUs: number;
}

/**
 * Reads the forecasts that a model made, without those of its warm-up.
 * @param actual windows by name of the link
 * @returns the tracks of each of these links, in the order of the horizons
 */
export async function readForecastTracks(
  bus: Bus,
  request: TrackRequest,
  actual: ReadonlyMap<string, ActualWindows>,
  context: ReadContext,
): Promise<Map<string, ForecastTrack[]>> {
  const tracks = new Map<string, ForecastTrack[]>();
  const rowOf = new Map<string, Map<number, number>>();
  for (const [link, { start }] of actual) {
    rowOf.set(link, new Map(start.map((ts, row) => [ts, row])));
    const empty = () => new Float64Array(start.length).fill(NaN);
    tracks.set(
      link,
      request.horizons.map((horizon) => ({
        horizon,
        values: empty(),
        lower: empty(),
        upper: empty(),
      })),
    );
  }
  for await (const { values } of readTopic(bus, request, context)) {
    for (const value of values) {
      const record = readRecord(String(value));
      if (record?.modelHash !== request.modelHash || record.status !== "ok") continue;
      const track = tracks.get(record.link)?.[request.horizons.indexOf(record.horizon)];
      const start = originUs(record) + (record.horizon - 1) * request.windowUs;
      const row = rowOf.get(record.link)?.get(start);
      if (track === undefined || row === undefined) continue;
      track.values[row] = record.value;
      track.lower[row] = record.lower;
      track.upper[row] = record.upper;
    }
  }
  return tracks;
}

/** A stale link's record has no value: it is no forecast. */
function readRecord(text: string): ForecastRecord | undefined {
  try {
    return parseForecast(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
