/**
 * From closed windows to records of forecasts and alerts: the later half of what `infer` runs.
 * @module
 */

import { type AlertEvent, alertRecord } from "#lib/alert/alert_record.ts";
import {
  ALERT_STATE_SIZE,
  AlertPolicy,
  type ClosedWindow,
  type PolicyOptions,
} from "#lib/alert/policy.ts";
import type { OutgoingMessage } from "#lib/bus/bus.ts";
import type { TopicNames } from "#lib/config/options/follow.ts";
import type { LinkTable } from "#lib/core/link_table.ts";
import {
  FORECAST_STATUS_NAMES,
  ForecastBatch,
  ForecastStatus,
  type ForecastStatusName,
} from "#lib/forecast/forecast_batch.ts";
import { type ForecasterParts, OnlineForecaster } from "#lib/forecast/online_forecaster.ts";
import { type RecordOrigin, RecordWriter } from "#lib/forecast/record_writer.ts";
import { staleRecord } from "#lib/forecast/stale_record.ts";
import type { WindowBatch } from "#lib/window/window_batch.ts";

/** What the stage is made of. */
export interface ForecastStageParts {
  /** The model's parts. */
  readonly forecaster: ForecasterParts;
  /** What the records of forecasts say of the model. */
  readonly origin: RecordOrigin;
  /** When alerts open and close. */
  readonly alerts: PolicyOptions;
  /** Where results go. */
  readonly topics: TopicNames;
}

/** What somebody watching sees of one window. */
export interface Outlook {
  /** Name of the link. */
  readonly link: string;
  /** Packets in the window that has closed. */
  readonly count: number;
  /** Forecasts, and the row that is meant. */
  readonly forecasts: ForecastBatch;
  /** The row; `undefined` for a partial window, which has none. */
  readonly row: number | undefined;
  /** What the window changed about incidents. */
  readonly alert: AlertEvent | undefined;
}

/** What came out. */
export interface ForecastStats {
  /** Rows of forecasts, one for each complete window. */
  forecasts: number;
  /** Incidents opened. */
  alertsOpened: number;
  /** Incidents resolved. */
  alertsResolved: number;
}

/** Forecasts, watches, and writes both down, link by link. */
export class ForecastStage {
  /** What came out. */
  readonly stats: ForecastStats = { forecasts: 0, alertsOpened: 0, alertsResolved: 0 };
  /** Forecasts by status, stale ones too. */
  readonly byStatus: Map<ForecastStatusName, number> = new Map(
    FORECAST_STATUS_NAMES.map((name) => [name, 0]),
  );
  readonly #parts: ForecastStageParts;
  readonly #links: LinkTable;
  readonly #onOutlook: ((outlook: Outlook) => void) | undefined;
  readonly #forecaster: OnlineForecaster;
  readonly #forecasts: ForecastBatch;
  readonly #writer: RecordWriter;
  readonly #policy: AlertPolicy;

  /**
   * Knows of no link yet.
   * @param links the names behind the windows' links
   * @param onOutlook called for each complete window, and each partial one that ended an incident,
   * in order
   */
  constructor(
    parts: ForecastStageParts,
    links: LinkTable,
    onOutlook?: (outlook: Outlook) => void,
  ) {
    this.#parts = parts;
    this.#links = links;
    this.#onOutlook = onOutlook;
    this.#forecaster = new OnlineForecaster(parts.forecaster);
    this.#forecasts = new ForecastBatch(parts.forecaster.predictor.config.horizon);
    this.#writer = new RecordWriter(links, parts.origin);
    this.#policy = new AlertPolicy(parts.alerts);
  }

  /** Forecasts from windows, looks for alerts, and adds the records of both to `out`. */
  look(closed: WindowBatch, out: OutgoingMessage[]): void {
    const forecasts = this.#forecasts;
    const { forecastsTopic } = this.#parts.topics;
    this.#forecaster.forecast(closed, forecasts);
    let next = 0;
    for (let window = 0; window < closed.length; window++) {
      // Complete windows have a row each, in their order.
      const row = closed.partial[window] === 1 ? undefined : next++;
      const link = this.#links.name(closed.link[window]);
      if (row !== undefined) {
        for (const { id, value } of this.#writer.write(forecasts, row)) {
          out.push({ topic: forecastsTopic, key: link, id, value });
        }
      }
      const alert = this.#watch(closed, window, row);
      if (alert !== undefined) out.push(this.#alertMessage(link, alert, row));
      else if (row === undefined) continue;
      this.#onOutlook?.({ link, count: closed.packetCount[window], forecasts, row, alert });
    }
    this.stats.forecasts += forecasts.length;
    for (let row = 0; row < forecasts.length; row++) this.#countStatus(forecasts.status[row]);
    forecasts.clear();
  }

  /**
   * Makes the message that says that a link has gone silent.
   * @param windowEnd end of the link's last closed window, µs
   */
  stale(link: number, windowEnd: number): OutgoingMessage {
    const key = this.#links.name(link);
    const { origin, topics } = this.#parts;
    this.#countStatus(ForecastStatus.stale);
    return { topic: topics.forecastsTopic, key, ...staleRecord(key, windowEnd, origin) };
  }

  /** Copies out all that is remembered of a link, to be stored by a commit: two parts. */
  exportState(link: number): Float64Array[] {
    const alert = new Float64Array(ALERT_STATE_SIZE);
    this.#policy.exportState(link, alert, 0);
    return [this.#forecaster.exportState(link), alert];
  }

  /**
   * Puts a link back to where {@link ForecastStage.exportState} copied it, exactly.
   * @throws {UserError} if the state was made with other features
   */
  importState(link: number, [forecaster, alert]: readonly Float64Array[]): void {
    this.#forecaster.importState(link, forecaster);
    this.#policy.importState(link, alert, 0);
  }

  /** Forgets a link, as when its partition went to another process; its index may then stand for
   * another one. */
  forget(link: number): void {
    this.#forecaster.forget(link);
    this.#policy.forget(link);
    this.#writer.forget(link);
  }

  #countStatus(status: number): void {
    const name = FORECAST_STATUS_NAMES[status];
    this.byStatus.set(name, this.byStatus.get(name)! + 1);
  }

  /** Looks whether a window changes an incident. */
  #watch(closed: WindowBatch, window: number, row: number | undefined): AlertEvent | undefined {
    const forecasts = this.#forecasts;
    const link = closed.link[window];
    const seen: ClosedWindow = {
      windowEnd: closed.start[window] + this.#parts.alerts.windowUs,
      watermark: closed.watermark[window],
      count: closed.packetCount[window],
    };
    // An end that falls between two windows leaves no partial one.
    if (row === undefined || closed.ended[window] === 1) return this.#policy.end(link, seen);
    return this.#policy.observe(link, {
      ...seen,
      trusted: forecasts.status[row] === ForecastStatus.ok,
      values: forecasts.values,
      offset: row * forecasts.horizon,
    });
  }

  /** Counts what happened to an incident, and makes the message that says it. */
  #alertMessage(key: string, event: AlertEvent, row: number | undefined): OutgoingMessage {
    const { alerts, topics } = this.#parts;
    const isOpen = event.state === "open";
    if (isOpen) this.stats.alertsOpened++;
    else this.stats.alertsResolved++;
    const forecastId = isOpen && row !== undefined
      ? this.#writer.id(this.#forecasts, row, event.horizon)
      : "";
    const record = alertRecord(key, event, alerts.threshold, forecastId);
    return { topic: topics.alertsTopic, key, id: record.id, value: JSON.stringify(record) };
  }
}
