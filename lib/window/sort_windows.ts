/**
 * Brings windows from the order of their closing into the order that data sets take.
 * @module
 */

import { WindowBatch } from "./window_batch.ts";

/** Gives a copy of windows, sorted by link, then by start. */
export function sortWindows(windows: WindowBatch): WindowBatch {
  const { length, link, start } = windows;
  const order = Uint32Array.from({ length }, (_, row) => row)
    .sort((a, b) => link[a] - link[b] || start[a] - start[b]);
  const sorted = new WindowBatch(length);
  sorted.length = length;
  order.forEach((from, row) => {
    sorted.link[row] = link[from];
    sorted.start[row] = start[from];
    sorted.totalBytes[row] = windows.totalBytes[from];
    sorted.packetCount[row] = windows.packetCount[from];
    sorted.first[row] = windows.first[from];
    sorted.last[row] = windows.last[from];
    sorted.protocol[row] = windows.protocol[from];
    sorted.partial[row] = windows.partial[from];
    sorted.ended[row] = windows.ended[from];
    sorted.watermark[row] = windows.watermark[from];
  });
  const { measures } = windows;
  if (measures !== undefined) {
    const into = sorted.attachMeasures();
    order.forEach((from, row) => into.copyRow(measures, from, row));
  }
  return sorted;
}
