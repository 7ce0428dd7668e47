/**
 * Writes forecasts as records, thousands a second.
 * @module
 */

import type { LinkTable } from "#lib/core/link_table.ts";
import { formatTime } from "#lib/core/time.ts";
import { FORECAST_STATUS_NAMES, type ForecastBatch, ForecastStatus } from "./forecast_batch.ts";
import { FORECAST_VERSION } from "./forecast_record.ts";

/** What all records of one model share. */
export interface RecordOrigin {
  /** Name of the target. */
  readonly target: string;
  /** Hash of the model. */
  readonly modelHash: string;
  /** The backend that the network runs on. */
  readonly backend: string;
}

/** One record. */
export interface WrittenRecord {
  /** Identity of the forecast. */
  readonly id: string;
  /** The record as it goes out. */
  readonly value: string;
}

/**
 * Writes the rows of forecast batches as JSON, put together by hand: only link names need
 * escaping, and they are kept escaped.
 */
export class RecordWriter {
  readonly #links: LinkTable;
  readonly #origin: RecordOrigin;
  /** Link names as JSON without their quotes, by index. */
  readonly #escaped: (string | undefined)[] = [];

  /**
   * Starts writing.
   * @param links the names behind the batches' links
   */
  constructor(links: LinkTable, origin: RecordOrigin) {
    this.#links = links;
    this.#origin = origin;
  }

  /** Gives the id of the forecast of a row for a horizon, from 1. */
  id(batch: ForecastBatch, row: number, horizon: number): string {
    const link = this.#links.name(batch.link[row]);
    return this.#id(link, formatTime(batch.windowEnd[row]), horizon, batch.status[row]);
  }

  /** Writes the records of a row, one a horizon. */
  write(batch: ForecastBatch, row: number): WrittenRecord[] {
    const { target, modelHash } = this.#origin;
    const name = this.#links.name(batch.link[row]);
    const link = this.#escapedName(batch.link[row]);
    const windowEnd = formatTime(batch.windowEnd[row]);
    const status = batch.status[row];
    const model = status === ForecastStatus.ok ? "lstm" : "persistence";
    const records: WrittenRecord[] = new Array(batch.horizon);
    for (let h = 1; h <= batch.horizon; h++) {
      const at = row * batch.horizon + h - 1;
      const escapedId = this.#id(link, windowEnd, h, status);
      const value = `{"v":${FORECAST_VERSION},"id":"${escapedId}",` +
        `"link":"${link}","windowEnd":"${windowEnd}","horizon":${h},"target":"${target}",` +
        `"value":${short(batch.values[at])},"lower":${short(batch.lower[at])},` +
        `"upper":${short(batch.upper[at])},"model":"${model}","modelHash":"${modelHash}",` +
        `"status":"${FORECAST_STATUS_NAMES[status]}"}`;
      const id = link === name ? escapedId : this.#id(name, windowEnd, h, status);
      records[h - 1] = { id, value };
    }
    return records;
  }

  /** Forgets the name behind an index, which may stand for another from now on. */
  forget(link: number): void {
    if (link < this.#escaped.length) this.#escaped[link] = undefined;
  }

  #id(link: string, windowEnd: string, horizon: number, status: number): string {
    const { target, modelHash, backend } = this.#origin;
    const maker = status === ForecastStatus.ok ? backend : "persistence";
    return `${link}|${windowEnd}|${horizon}|${target}|${modelHash}|${maker}`;
  }

  #escapedName(link: number): string {
    return this.#escaped[link] ??= JSON.stringify(this.#links.name(link)).slice(1, -1);
  }
}

/** Cuts a float32 to the seven digits that it surely holds. */
function short(value: number): number {
  return Number(value.toPrecision(7));
}
