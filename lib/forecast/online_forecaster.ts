/**
 * Forecasts as windows close: keeps what the model looks back on, and runs it on many links at
 * once.
 * @module
 */

import type { Target } from "#lib/features/columns.ts";
import { deriveFeatures, featureColumns } from "#lib/features/derive.ts";
import type { Scaler } from "#lib/features/scaler.ts";
import type { IntervalWidths } from "#lib/model/artifact/manifest.ts";
import type { Predictor } from "#lib/model/predictor.ts";
import type { WindowBatch } from "#lib/window/window_batch.ts";
import { type ForecastBatch, ForecastStatus } from "./forecast_batch.ts";
import { LinkHistories } from "./link_histories.ts";

/** Most rows that go through the network at once; bounds memory, and larger gains nothing. */
const MAX_ROWS = 512;

/** What a forecaster is made of: the parts of a model. */
export interface ForecasterParts {
  /** Runs the network. */
  readonly predictor: Predictor;
  /** Scales its inputs, and its forecasts back. */
  readonly scaler: Scaler;
  /** What it forecasts. */
  readonly target: Target;
  /** Length of a window, µs. */
  readonly windowUs: number;
  /** Widths of the forecast intervals, per horizon. */
  readonly intervals: IntervalWidths;
}

/**
 * Turns closed windows into forecasts.
 *
 * The same windows of a link give the same forecasts to the last bit, whatever other links do,
 * however the windows are cut into batches, and across {@link OnlineForecaster.exportState} and
 * {@link OnlineForecaster.importState}.
 */
export class OnlineForecaster {
  readonly #parts: ForecasterParts;
  readonly #histories: LinkHistories;
  /** Columns of one link's lookback, on their way to the scaler. */
  readonly #lookbackColumns: readonly Float64Array[];
  readonly #x: Float32Array;
  readonly #scaled: Float32Array;
  /** Row of the forecasts, by row of the network's batch. */
  readonly #rows = new Uint32Array(MAX_ROWS);
  #pending = 0;
  #columns = featureColumns(0);

  /** Knows of no link yet. */
  constructor(parts: ForecasterParts) {
    this.#parts = parts;
    const { lookback, features, horizon } = parts.predictor.config;
    this.#histories = new LinkHistories(lookback, features);
    this.#lookbackColumns = featureColumns(lookback);
    this.#x = new Float32Array(MAX_ROWS * lookback * features);
    this.#scaled = new Float32Array(MAX_ROWS * horizon);
  }

  /**
   * Forecasts from each complete window. A partial window or a break in time makes a link start
   * over; until it has `lookback` windows again, persistence stands in (`warmingUp`).
   *
   * @param windows those of one link in order of their start
   * @param out forecasts are added to it, in the order of the windows
   */
  forecast(windows: WindowBatch, out: ForecastBatch): void {
    const { predictor, target, windowUs } = this.#parts;
    const { lookback } = predictor.config;
    if (this.#columns[0].length < windows.length) {
      this.#columns = featureColumns(Math.max(windows.length, 2 * this.#columns[0].length));
    }
    deriveFeatures(windows, this.#columns);
    for (let window = 0; window < windows.length; window++) {
      const link = windows.link[window];
      if (windows.partial[window] === 1) {
        this.#histories.forget(link);
        continue;
      }
      const start = windows.start[window];
      const known = this.#histories.push(link, start, windowUs, this.#columns, window);
      const row = out.addRow();
      out.window[row] = window;
      out.link[row] = link;
      out.windowEnd[row] = start + windowUs;
      if (known === lookback) this.#enqueue(link, row, out);
      else this.#persist(this.#columns[target.feature][window], row, out);
    }
    this.#flush(out);
  }

  /** Copies out all that is remembered of a link, to be stored by a commit. */
  exportState(link: number): Float64Array {
    return this.#histories.exportState(link);
  }

  /**
   * Puts a link back to where {@link OnlineForecaster.exportState} copied it, exactly.
   * @throws {UserError} if the state has other features than the model
   */
  importState(link: number, state: Float64Array): void {
    this.#histories.importState(link, state);
  }

  /** Forgets a link, as when its partition went to another process. */
  forget(link: number): void {
    this.#histories.forget(link);
  }

  #enqueue(link: number, row: number, out: ForecastBatch): void {
    const { lookback, features } = this.#histories;
    this.#histories.copyColumns(link, this.#lookbackColumns);
    const begin = this.#pending * lookback * features;
    this.#parts.scaler.apply(this.#lookbackColumns, lookback, this.#x, begin);
    out.status[row] = ForecastStatus.ok;
    this.#rows[this.#pending++] = row;
    if (this.#pending === MAX_ROWS) this.#flush(out);
  }

  #flush(out: ForecastBatch): void {
    const rows = this.#pending;
    if (rows === 0) return;
    const { predictor, scaler, target, intervals } = this.#parts;
    const { horizon } = out;
    predictor.predict(this.#x, rows, this.#scaled);
    for (let k = 0; k < rows; k++) {
      const at = this.#rows[k] * horizon;
      for (let h = 0; h < horizon; h++) {
        const value = Math.max(0, scaler.invert(target.feature, this.#scaled[k * horizon + h]));
        write(out, at + h, value, intervals.model[h]);
      }
    }
    this.#pending = 0;
  }

  #persist(value: number, row: number, out: ForecastBatch): void {
    out.status[row] = ForecastStatus.warmingUp;
    const { persistence } = this.#parts.intervals;
    for (let h = 0; h < out.horizon; h++) {
      write(out, row * out.horizon + h, value, persistence[h]);
    }
  }
}

function write(out: ForecastBatch, at: number, value: number, halfWidth: number): void {
  out.values[at] = value;
  out.lower[at] = Math.max(0, value - halfWidth);
  out.upper[at] = value + halfWidth;
}
