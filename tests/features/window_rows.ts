/**
 * Windows made up for the tests of features.
 * @module
 */

import { Random } from "#lib/core/random.ts";
import { WindowBatch } from "#lib/window/window_batch.ts";

/** Length of a made-up window, µs. */
export const WINDOW_US = 5_000_000;

/** One made-up window; what is left out is 0, and complete. */
export interface RowSketch {
  readonly link?: number;
  /** Number of the window since the epoch. */
  readonly at: number;
  readonly packets?: number;
  readonly bytes?: number;
  readonly partial?: number;
  readonly spanUs?: number;
  readonly protocol?: number;
}

/** Makes windows from sketches, in their order. */
export function windowsOf(sketches: readonly RowSketch[]): WindowBatch {
  const windows = new WindowBatch();
  for (const { link = 0, at, packets = 0, bytes = 0, ...rest } of sketches) {
    const row = windows.addRow();
    const first = at * WINDOW_US + 7;
    windows.link[row] = link;
    windows.start[row] = at * WINDOW_US;
    windows.packetCount[row] = packets;
    windows.totalBytes[row] = bytes;
    windows.first[row] = packets === 0 ? NaN : first;
    windows.last[row] = packets === 0 ? NaN : first + (rest.spanUs ?? 0);
    windows.protocol[row] = rest.protocol ?? 0;
    windows.partial[row] = rest.partial ?? 0;
    windows.watermark[row] = (at + 1) * WINDOW_US;
  }
  return windows;
}

/** Makes unbroken random windows, the same number on each link, first and last partial. */
export function randomWindows(links: number, count: number, seed: number): WindowBatch {
  const random = new Random(seed);
  const sketches: RowSketch[] = [];
  for (let link = 0; link < links; link++) {
    for (let k = 0; k < count; k++) {
      const packets = random.integer(200);
      sketches.push({
        link,
        at: 1000 + k,
        packets,
        bytes: packets * (60 + random.integer(1400)),
        spanUs: random.integer(WINDOW_US),
        protocol: random.integer(4),
        partial: k === 0 || k === count - 1 ? 1 : 0,
      });
    }
  }
  return windowsOf(sketches);
}
