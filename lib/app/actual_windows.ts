/**
 * What truly came: the complete windows of a topic, link by link.
 * @module
 */

import type { Bus } from "#lib/bus/bus.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import { TumblingWindows } from "#lib/window/tumbling.ts";
import { WindowBatch } from "#lib/window/window_batch.ts";
import type { WindowOptions } from "#lib/window/window_options.ts";
import { readRecords } from "./read_records.ts";
import type { ReadContext, TopicRequest } from "./read_topic.ts";

/** Complete windows of a link, in order of time. */
export interface ActualWindows {
  /** Start of each, µs. */
  readonly start: number[];
  /** Packets in each. */
  readonly count: number[];
}

/** Rows of the batch that records are read into. */
const BATCH_ROWS = 65_536;

/**
 * Cuts the newest messages of a topic into windows, as `infer` did.
 * @returns by name of the link, in order of the names
 */
export async function readActualWindows(
  bus: Bus,
  request: TopicRequest,
  options: WindowOptions,
  context: ReadContext,
): Promise<Map<string, ActualWindows>> {
  const links = new LinkTable();
  const windows = new TumblingWindows(options);
  const closed = new WindowBatch();
  const batches = readRecords(bus, request, new PacketBatch(BATCH_ROWS, links), context);
  for await (const batch of batches) windows.push(batch, closed);
  const byLink = new Map<string, ActualWindows>(
    links.names.toSorted().map((name) => [name, { start: [], count: [] }]),
  );
  for (let row = 0; row < closed.length; row++) {
    if (closed.partial[row] === 1) continue;
    const of = byLink.get(links.name(closed.link[row]))!;
    of.start.push(closed.start[row]);
    of.count.push(closed.packetCount[row]);
  }
  return byLink;
}
