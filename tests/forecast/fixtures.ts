/**
 * Windows, sequences and a predictor that is easy to work out by hand, for the tests of the
 * forecast stage.
 * @module
 */

import { Random } from "#lib/core/random.ts";
import { FEATURES, TARGETS } from "#lib/features/columns.ts";
import { deriveFeatures, featureColumns } from "#lib/features/derive.ts";
import { Scaler } from "#lib/features/scaler.ts";
import { findOrigins, Sequences } from "#lib/features/sequence.ts";
import type { LstmConfig } from "#lib/model/lstm_config.ts";
import type { Predictor } from "#lib/model/predictor.ts";
import { WindowBatch } from "#lib/window/window_batch.ts";

/** Length of the fixtures' windows, µs. */
export const WINDOW_US = 5_000_000;

/** Index of packet_count among the features. */
const PACKETS = TARGETS[0].feature;

/** One window of a link. */
export interface TestWindow {
  readonly link: number;
  /** In windows since the epoch. */
  readonly index: number;
  readonly packets: number;
  readonly partial?: number;
}

/** Makes a batch of windows in the order given. */
export function batchOf(windows: readonly TestWindow[]): WindowBatch {
  const batch = new WindowBatch();
  for (const { link, index, packets, partial } of windows) {
    const row = batch.addRow();
    const start = index * WINDOW_US;
    batch.link[row] = link;
    batch.start[row] = start;
    batch.totalBytes[row] = packets * 100 + index % 7;
    batch.packetCount[row] = packets;
    batch.first[row] = packets === 0 ? NaN : start + 1_000;
    batch.last[row] = packets === 0 ? NaN : start + 4_000_000 + link;
    batch.protocol[row] = index % 4;
    batch.partial[row] = partial ?? 0;
    batch.watermark[row] = start + WINDOW_US;
  }
  return batch;
}

/** Makes consecutive windows of one link. */
export function series(link: number, packets: readonly number[], from = 0): TestWindow[] {
  return packets.map((count, i) => ({ link, index: from + i, packets: count }));
}

/** Draws packet counts that wander about. */
export function wander(length: number, seed: number): number[] {
  const random = new Random(seed);
  return Array.from(
    { length },
    (_, i) => Math.round(50 + 20 * Math.sin(i / 5) + 10 * random.uniform()),
  );
}

/** Leaves all features as they are but packets, which it halves. */
export const SCALER = new Scaler(
  "standard",
  FEATURES.map(({ name }, f) => ({
    name,
    log1p: false,
    offset: 0,
    scale: f === PACKETS ? 2 : 1,
  })),
);

/** Gives all sequences of a batch whose windows are sorted by link. */
export function sequencesOf(
  windows: WindowBatch,
  { lookback, horizon }: Pick<LstmConfig, "lookback" | "horizon">,
  scaler = SCALER,
): Sequences {
  const columns = featureColumns(windows.length);
  deriveFeatures(windows, columns);
  const scaled = new Float32Array(windows.length * FEATURES.length);
  scaler.apply(columns, windows.length, scaled);
  const shape = { lookback, horizon, windowUs: WINDOW_US };
  const rows = { windows, columns, scaled, target: TARGETS[0] };
  return new Sequences(rows, shape, findOrigins(windows, shape));
}

/** Forecasts, for the h-th window ahead, the mean packet count of the lookback plus h: in scaled
 * units, hence half of that. Counts its calls. */
export function meanPredictor(
  lookback: number,
  horizon: number,
): Predictor & { calls: number[] } {
  const features = FEATURES.length;
  const calls: number[] = [];
  return {
    config: { lookback, features, units: 1, layers: 1, dropout: 0, horizon },
    backend: "test",
    calls,
    predict(x, rows, out) {
      calls.push(rows);
      for (let row = 0; row < rows; row++) {
        let sum = 0;
        for (let t = 0; t < lookback; t++) sum += x[(row * lookback + t) * features + PACKETS];
        for (let h = 0; h < horizon; h++) {
          out[row * horizon + h] = sum / lookback + (h + 1) / 2;
        }
      }
    },
    [Symbol.dispose]: () => {},
  };
}
