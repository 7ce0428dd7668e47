/**
 * Finds where the traffic of a topic ends, so that a generator goes on behind it.
 * @module
 */

import type { Bus } from "#lib/bus/bus.ts";
import { type BadMessage, RecordDecoder } from "#lib/bus/codec/record_decoder.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import { PUBLISH_ROWS } from "./record_publisher.ts";

/** Newest messages looked at in each partition. Event times of links run apart a little, so that
 * the very last message need not hold the latest event. */
const TAIL_MESSAGES = 64;

/**
 * Gives the latest event time among the newest messages of each partition, µs; `undefined` where
 * the topic holds no record.
 */
export async function lastEventUs(bus: Bus, topic: string): Promise<number | undefined> {
  const info = await bus.describeTopic(topic);
  if (info === undefined) return undefined;
  const batch = new PacketBatch(PUBLISH_ROWS, new LinkTable());
  const decoder = new RecordDecoder({ columns: "counters" });
  let latest = -Infinity;
  for (const [partition, range] of info.partitions.entries()) {
    let next = Math.max(range.earliest, range.latest - TAIL_MESSAGES);
    while (next < range.latest) {
      const [messages] = await bus.read({
        topic,
        from: new Map([[partition, next]]),
        maxMessages: TAIL_MESSAGES,
        maxBytes: 64 * 2 ** 20,
      });
      if (messages === undefined) break;
      const bad: BadMessage[] = [];
      for (let at = 0; at < messages.offsets.length;) {
        at = decoder.decode(messages, at, batch, bad);
        for (let row = 0; row < batch.length; row++) latest = Math.max(latest, batch.ts[row]);
        batch.clear();
      }
      next = messages.offsets[messages.offsets.length - 1] + 1;
    }
  }
  return latest === -Infinity ? undefined : latest;
}
