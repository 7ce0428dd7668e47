/**
 * What `infer` has to write, worked out plainly: window by window with objects, one sequence at a
 * time through the network. The oracle for all that cuts, stores and restores the work.
 * @module
 */

import type { PipelineParts } from "#lib/app/link_pipeline.ts";
import { formatTime } from "#lib/core/time.ts";
import { deriveFeatures, featureColumns } from "#lib/features/derive.ts";
import { WindowBatch } from "#lib/window/window_batch.ts";

/** One final window of a link, as an object. */
export interface FinalWindow {
  readonly start: number;
  readonly totalBytes: number;
  readonly packetCount: number;
  readonly first: number;
  readonly last: number;
  readonly protocol: number;
  readonly partial: number;
  readonly ended: number;
  readonly watermark: number;
}

/** The parts of a pipeline that results depend on. */
export type PlainParts = Pick<PipelineParts, "forecaster" | "origin" | "alerts">;

/**
 * Works out the records of one link.
 * @param windows its final windows, in order of their start
 * @returns forecasts and alerts, as JSON, in the order in which they go out
 */
export function plainInfer(
  link: string,
  windows: readonly FinalWindow[],
  parts: PlainParts,
): { forecasts: string[]; alerts: string[] } {
  const { forecaster: { predictor, target, windowUs, intervals }, origin } = parts;
  const { lookback, horizon } = predictor.config;
  const forecasts: string[] = [];
  const alerts = new PlainAlerts(link, parts);
  let run: FinalWindow[] = [];
  for (const window of windows) {
    if (window.partial === 1) {
      run = [];
      alerts.breakOff(window);
      continue;
    }
    if (run.length > 0 && run.at(-1)!.start + windowUs !== window.start) run = [];
    run.push(window);
    const isOk = run.length >= lookback;
    const values = isOk
      ? predict(run.slice(-lookback), parts)
      : new Array<number>(horizon).fill(window.packetCount);
    const widths = isOk ? intervals.model : intervals.persistence;
    const windowEnd = formatTime(window.start + windowUs);
    const maker = isOk ? origin.backend : "persistence";
    const ids = values.map((_, h) =>
      `${link}|${windowEnd}|${h + 1}|${target.name}|${origin.modelHash}|${maker}`
    );
    values.forEach((value, h) =>
      forecasts.push(JSON.stringify({
        v: 1,
        id: ids[h],
        link,
        windowEnd,
        horizon: h + 1,
        target: target.name,
        value: short(value),
        lower: short(Math.max(0, value - widths[h])),
        upper: short(value + widths[h]),
        model: isOk ? "lstm" : "persistence",
        modelHash: origin.modelHash,
        status: isOk ? "ok" : "warming_up",
      }))
    );
    if (window.ended === 1) alerts.breakOff(window);
    else alerts.take(window, isOk ? values : [], ids);
  }
  return { forecasts, alerts: alerts.records };
}

/** Runs one sequence through the network: a batch of one row. */
function predict(windows: readonly FinalWindow[], { forecaster }: PlainParts): number[] {
  const { predictor, scaler, target } = forecaster;
  const { lookback, features, horizon } = predictor.config;
  const batch = new WindowBatch();
  for (const window of windows) {
    const row = batch.addRow();
    for (const name of ["totalBytes", "packetCount", "first", "last", "protocol"] as const) {
      batch[name][row] = window[name];
    }
  }
  const columns = featureColumns(lookback);
  deriveFeatures(batch, columns);
  const x = new Float32Array(lookback * features);
  scaler.apply(columns, lookback, x);
  const out = new Float32Array(horizon);
  predictor.predict(x, 1, out);
  return Array.from(out, (scaled) => Math.max(0, scaler.invert(target.feature, scaled)));
}

/** The alert policy as a list of what it has seen. */
class PlainAlerts {
  readonly records: string[] = [];
  readonly #link: string;
  readonly #parts: PlainParts;
  #openedAt: number | undefined;
  #quiet = 0;

  constructor(link: string, parts: PlainParts) {
    this.#link = link;
    this.#parts = parts;
  }

  take(window: FinalWindow, values: readonly number[], ids: readonly string[]): void {
    const { threshold, horizon, clearAfter, windowUs } = this.#parts.alerts;
    const windowEnd = window.start + windowUs;
    const loud = values.slice(0, horizon).findIndex((value) => Math.fround(value) > threshold);
    if (this.#openedAt === undefined) {
      if (loud < 0) return;
      this.#openedAt = windowEnd;
      this.#quiet = 0;
      this.#write(window, "open", ids[loud], values[loud], windowEnd + loud * windowUs);
      return;
    }
    this.#quiet = loud >= 0 || window.packetCount > threshold ? 0 : this.#quiet + 1;
    if (this.#quiet < clearAfter) return;
    this.#write(window, "resolved", "", window.packetCount, windowEnd);
    this.#openedAt = undefined;
  }

  /** After what is not known of in full, whatever was open is history. */
  breakOff(window: FinalWindow): void {
    if (this.#openedAt === undefined) return;
    const { windowUs } = this.#parts.alerts;
    this.#write(window, "resolved", "", window.packetCount, window.start + windowUs);
    this.#openedAt = undefined;
  }

  #write(
    window: FinalWindow,
    state: "open" | "resolved",
    forecastId: string,
    value: number,
    expectedAt: number,
  ): void {
    const { threshold, windowUs } = this.#parts.alerts;
    this.records.push(JSON.stringify({
      v: 1,
      id: `${this.#link}|threshold|${formatTime(this.#openedAt!)}`,
      link: this.#link,
      rule: "threshold",
      state,
      windowEnd: formatTime(window.start + windowUs),
      watermark: formatTime(window.watermark),
      forecastId,
      threshold,
      value: short(value),
      expectedAt: formatTime(expectedAt),
    }));
  }
}

/** Numbers go through float32, and out with the seven digits that it surely holds. */
function short(value: number): number {
  return Number(Math.fround(value).toPrecision(7));
}
