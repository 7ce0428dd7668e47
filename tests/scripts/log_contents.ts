/**
 * Reads what scripts left in a log.
 * @module
 */

import type { FetchedMessages } from "#lib/bus/bus.ts";
import { type BadMessage, RecordDecoder } from "#lib/bus/codec/record_decoder.ts";
import { openBus } from "#lib/bus/open.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch, RecordKind } from "#lib/core/packet.ts";
import { type Row, rowsOf } from "../capture/read_rows.ts";

/** Reads all messages of a topic, partition by partition; none where there is no such topic. */
export async function messagesOf(path: string, topic: string): Promise<FetchedMessages[]> {
  await using bus = await openBus(path, { ifMissing: "fail" });
  const info = await bus.describeTopic(topic);
  const parts: FetchedMessages[] = [];
  for (const [partition, range] of (info?.partitions ?? []).entries()) {
    for (let next = range.earliest; next < range.latest;) {
      const [part] = await bus.read({
        topic,
        from: new Map([[partition, next]]),
        maxMessages: 100_000,
        maxBytes: 2 ** 28,
      });
      if (part === undefined) break; // what is left holds no message
      parts.push(part);
      next = part.offsets.at(-1)! + 1;
    }
  }
  return parts;
}

/** Reads the values of all messages of a topic as text, sorted. */
export async function textsOf(path: string, topic: string): Promise<string[]> {
  return (await textsInOrder(path, topic)).toSorted();
}

/** Reads the messages of a topic, partition after partition in the order of the log. */
export async function textsInOrder(path: string, topic: string): Promise<string[]> {
  return (await messagesOf(path, topic)).flatMap(({ values }) => values.map(String));
}

/** Reads the packets of a topic, link by link in the order of the log. */
export async function packetsOf(path: string, topic = "packets"): Promise<Map<string, Row[]>> {
  const decoder = new RecordDecoder({ columns: "all" });
  const batch = new PacketBatch(8_192, new LinkTable());
  const rows: Row[] = [];
  const bad: BadMessage[] = [];
  for (const messages of await messagesOf(path, topic)) {
    for (let at = 0; at < messages.offsets.length;) {
      at = decoder.decode(messages, at, batch, bad);
      for (const row of rowsOf(batch)) if (row.kind === RecordKind.packet) rows.push(row);
      batch.clear();
    }
  }
  if (bad.length > 0) throw new Error(`${bad.length} bad messages: ${bad[0].reason}`);
  return Map.groupBy(rows, ({ link }) => link);
}

/** Counts the packets of a topic. */
export async function packetCount(path: string, topic = "packets"): Promise<number> {
  return (await packetsOf(path, topic)).values().reduce((sum, rows) => sum + rows.length, 0);
}
