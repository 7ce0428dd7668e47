/**
 * Features from closed windows. Training and `infer` call the same function, so that a window has
 * the same features in both.
 * @module
 */

import { averageGapSeconds, averagePacketBytes } from "#lib/window/averages.ts";
import type { WindowBatch } from "#lib/window/window_batch.ts";
import { FEATURES } from "./columns.ts";

/** Makes columns for {@link deriveFeatures}: one for each feature, each for so many windows. */
export function featureColumns(rows: number): Float64Array[] {
  return FEATURES.map(() => new Float64Array(rows));
}

/**
 * Writes the features of all windows of a batch, row by row; `docs/windows.md` defines them.
 * @param columns by the order of {@link FEATURES}, each at least `windows.length` long
 *
 * @example
 * ```ts
 * import { deriveFeatures, featureColumns } from "#lib/features/derive.ts";
 * import { WindowBatch } from "#lib/window/window_batch.ts";
 *
 * const windows = new WindowBatch();
 * const row = windows.addRow();
 * windows.packetCount[row] = 3;
 * windows.totalBytes[row] = 180;
 * const columns = featureColumns(windows.length);
 * deriveFeatures(windows, columns);
 * columns[1][row]; // 60 bytes a packet
 * ```
 */
export function deriveFeatures(windows: WindowBatch, columns: readonly Float64Array[]): void {
  const [totalBytes, averageSize, packetCount, averageGap, protocol] = columns;
  for (let row = 0; row < windows.length; row++) {
    totalBytes[row] = windows.totalBytes[row];
    averageSize[row] = averagePacketBytes(windows, row);
    packetCount[row] = windows.packetCount[row];
    averageGap[row] = averageGapSeconds(windows, row);
    protocol[row] = windows.protocol[row];
  }
}
