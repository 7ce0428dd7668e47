/**
 * Forecasts a second by the size of the network's batch.
 * @module
 */

import process from "node:process";
import type { UntrainedModel } from "#lib/app/untrained_model.ts";

/** What was measured. */
export interface ModelCost {
  /** Rows at once. */
  readonly batch: number;
  /** Forecasts of all horizons in a second of CPU time. */
  readonly forecastsPerSecond: number;
}

/** Measures one size of batch for at least so many seconds of CPU time. */
export function modelCost({ parts }: UntrainedModel, batch: number, seconds: number): ModelCost {
  const { predictor } = parts;
  const { lookback, features, horizon } = predictor.config;
  const x = Float32Array.from({ length: batch * lookback * features }, (_, i) => Math.sin(i));
  const out = new Float32Array(batch * horizon);
  for (let i = 0; i < 20; i++) predictor.predict(x, batch, out);
  let cpuUs = 0;
  let rows = 0;
  while (cpuUs < seconds * 1e6) {
    const before = process.cpuUsage();
    for (let i = 0; i < 10; i++) predictor.predict(x, batch, out);
    const { user, system } = process.cpuUsage(before);
    cpuUs += user + system;
    rows += 10 * batch;
  }
  return { batch, forecastsPerSecond: rows / (cpuUs / 1e6) };
}
