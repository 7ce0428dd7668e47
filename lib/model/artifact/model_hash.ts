/**
 * Names a model by what it computes.
 * @module
 */

import type { Scaler } from "#lib/features/scaler.ts";
import type { ModelDescription } from "./manifest.ts";
import { sha256 } from "./sha256.ts";

/**
 * Gives 16 hexadecimal digits that stand for everything that a forecast depends on: network,
 * weights, scaler, window, target and widths of the intervals. Neither time nor place enter: the
 * same seed, data, options and backend give the same hash.
 */
export function modelHash(
  description: ModelDescription,
  scaler: Scaler,
  weights: readonly Float32Array[],
): string {
  const { network, windowUs, features, target, intervals } = description;
  const { lookback, units, layers, dropout, horizon } = network;
  const text = JSON.stringify([
    [lookback, network.features, units, layers, dropout, horizon],
    [windowUs, features, target],
    [intervals.coverage, intervals.model, intervals.persistence],
  ]);
  return sha256(text, scaler.toJson(), ...weights).slice(0, 16);
}
