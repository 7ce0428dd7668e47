/**
 * Counts the packets of a source in windows, independently of lib/window.
 * @module
 */

import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import type { SyntheticSource } from "#lib/capture/synthetic/synthetic_source.ts";

/** Gives the packets of each window, by link and window, in links as the source numbers them. */
export function windowCounts(
  source: SyntheticSource,
  span: { startUs: number; windowUs: number; windows: number },
): Float64Array[] {
  const counts = source.linkNames.map(() => new Float64Array(span.windows));
  const batch = new PacketBatch(8192, new LinkTable());
  while (source.readUntil(batch, Infinity) > 0) {
    for (let i = 0; i < batch.length; i++) {
      counts[batch.link[i]][Math.floor((batch.ts[i] - span.startUs) / span.windowUs)]++;
    }
    batch.clear();
  }
  return counts;
}
