/**
 * Round-trip times of a recording of `record_delayed.ts`, by who sees them.
 * @module
 */

import { openCapture } from "#lib/capture/open.ts";
import { MeasuredSource } from "#lib/capture/tcp/measured_source.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";

/** Samples in ms: from connections as the client's host sees them, and as the server's does. */
export interface DelayedRtts {
  readonly client: number[];
  readonly server: number[];
}

/** Measures a recording. */
export async function delayedRtts(path: string): Promise<DelayedRtts> {
  await using source = new MeasuredSource(await openCapture(path));
  const batch = new PacketBatch(4096, new LinkTable());
  const rtts: DelayedRtts = { client: [], server: [] };
  while (await source.read(batch) > 0) {
    for (let row = 0; row < batch.length; row++) {
      if (batch.rttUs[row] === 0) continue;
      // Whose connection it is tells the last byte of the client's address.
      const sourceIsServer = batch.sport[row] < batch.dport[row];
      const clientAt = row * 32 + (sourceIsServer ? 16 : 0) + 3;
      const side = batch.addresses[clientAt] === 1 ? rtts.client : rtts.server;
      side.push(batch.rttUs[row] / 1000);
    }
    batch.clear();
  }
  return rtts;
}

/** Gives the middle one of some numbers. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
