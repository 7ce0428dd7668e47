/**
 * Runs a trained network: batches of scaled windows in, scaled forecasts out.
 * @module
 */

import type { LstmConfig } from "./lstm_config.ts";

/**
 * A network ready to forecast.
 *
 * Promise of every implementation: a row's result depends on that row alone, to the last bit,
 * whatever the other rows of the batch are and however many. Forecasts keep their value however
 * links and windows happen to fall into batches, after a restart too.
 */
export interface Predictor extends Disposable {
  /** The network's shape. */
  readonly config: LstmConfig;
  /** The backend that it runs on. */
  readonly backend: string;
  /**
   * Forecasts a batch.
   * @param x scaled windows, `[rows, lookback, features]`; may be longer, and stays untouched
   * @param rows at least 1
   * @param out takes the scaled forecasts, `[rows, horizon]`; may be longer
   * @throws {RangeError} if an array is too short
   */
  predict(x: Float32Array, rows: number, out: Float32Array): void;
}
