/**
 * Forecasts in columns: what the forecast stage hands to alerts and to the bus.
 * @module
 */

/** How a forecast came about, by number; {@link FORECAST_STATUS_NAMES} has the names. */
export const ForecastStatus = { ok: 0, warmingUp: 1, fallback: 2, stale: 3 } as const;

/** Names of the statuses in records, by their number: made by the model; by persistence, while the
 * link has too little history; by a baseline that did better lately; none, the link is silent. */
export const FORECAST_STATUS_NAMES = ["ok", "warming_up", "fallback", "stale"] as const;

/** Name of a status. */
export type ForecastStatusName = typeof FORECAST_STATUS_NAMES[number];

/** Forecasts of many windows in columns: one row a window, `horizon` numbers a row. */
export class ForecastBatch {
  /** How many rows there are. */
  length = 0;
  /** Row of the window in the batch of windows that the forecasts were made from. */
  window: Uint32Array;
  /** Index of the link. */
  link: Uint32Array;
  /** End of the window that was the last one known, µs: the forecast's origin. */
  windowEnd: Float64Array;
  /** See {@link ForecastStatus}. */
  status: Uint8Array;
  /** Forecasts in units of the target, at least 0, `[rows, horizon]`; the first of a row is for
   * the next window. */
  values: Float32Array;
  /** Lower ends of the intervals, at least 0, `[rows, horizon]`. */
  lower: Float32Array;
  /** Upper ends of the intervals, `[rows, horizon]`. */
  upper: Float32Array;

  /**
   * Makes an empty batch.
   * @param horizon numbers of a row
   * @param capacity rows before the columns grow for the first time
   */
  constructor(readonly horizon: number, capacity = 64) {
    this.window = new Uint32Array(capacity);
    this.link = new Uint32Array(capacity);
    this.windowEnd = new Float64Array(capacity);
    this.status = new Uint8Array(capacity);
    this.values = new Float32Array(capacity * horizon);
    this.lower = new Float32Array(capacity * horizon);
    this.upper = new Float32Array(capacity * horizon);
  }

  /** Forgets all rows; the columns are reused. */
  clear(): void {
    this.length = 0;
  }

  /** Adds a row and gives its number; the columns double when they are full. The caller writes
   * every column of the row. */
  addRow(): number {
    if (this.length === this.link.length) this.#grow();
    return this.length++;
  }

  #grow(): void {
    const grown = new ForecastBatch(this.horizon, Math.max(64, 2 * this.link.length));
    for (const name of ["window", "link", "windowEnd", "status"] as const) {
      grown[name].set(this[name]);
    }
    for (const name of ["values", "lower", "upper"] as const) grown[name].set(this[name]);
    const { window, link, windowEnd, status, values, lower, upper } = grown;
    Object.assign(this, { window, link, windowEnd, status, values, lower, upper });
  }
}
