/**
 * Runs a network over a list of sequences, as evaluation and the intervals need it.
 * @module
 */

import type { Scaler } from "#lib/features/scaler.ts";
import type { Sequences } from "#lib/features/sequence.ts";
import type { Predictor } from "#lib/model/predictor.ts";

/** Sequences forecast at once. */
const BATCH_ROWS = 512;

/**
 * Forecasts each sequence in units of the target, at least 0: the same numbers as online.
 * @returns `[sequences, horizon]`
 */
export function forecastSequences(
  predictor: Predictor,
  scaler: Scaler,
  sequences: Sequences,
): Float32Array {
  const { lookback, features, horizon } = predictor.config;
  const { feature } = sequences.rows.target;
  const x = new Float32Array(BATCH_ROWS * lookback * features);
  const y = new Float32Array(BATCH_ROWS * horizon);
  const scaled = new Float32Array(BATCH_ROWS * horizon);
  const forecasts = new Float32Array(sequences.length * horizon);
  for (let start = 0; start < sequences.length; start += BATCH_ROWS) {
    const rows = Math.min(BATCH_ROWS, sequences.length - start);
    sequences.gather(Uint32Array.from({ length: rows }, (_, row) => start + row), x, y);
    predictor.predict(x, rows, scaled);
    for (let i = 0; i < rows * horizon; i++) {
      forecasts[start * horizon + i] = Math.max(0, scaler.invert(feature, scaled[i]));
    }
  }
  return forecasts;
}
