/**
 * Packet records of a topic in columns, read once.
 * @module
 */

import type { Bus } from "#lib/bus/bus.ts";
import type { RecordColumns } from "#lib/bus/codec/record.ts";
import { type BadMessage, RecordDecoder } from "#lib/bus/codec/record_decoder.ts";
import type { PacketBatch } from "#lib/core/packet.ts";
import { type ReadContext, readTopic, type TopicRequest } from "./read_topic.ts";

/** Which records to read, and what of them. */
export interface RecordsRequest extends TopicRequest {
  /** Columns to fill. @default "counters" */
  readonly columns?: RecordColumns;
}

/**
 * Gives the records of a topic's newest messages, again and again in the same batch: it is cleared
 * when the next is asked for. Bad messages are left out, and said at the end by reason.
 * @throws {UserError} if there is no such topic
 */
export async function* readRecords(
  bus: Bus,
  request: RecordsRequest,
  batch: PacketBatch,
  context: ReadContext,
): AsyncGenerator<PacketBatch> {
  const decoder = new RecordDecoder({ columns: request.columns ?? "counters" });
  const reasons = new Map<string, number>();
  for await (const messages of readTopic(bus, request, context)) {
    const bad: BadMessage[] = [];
    for (let at = 0; at < messages.offsets.length;) {
      at = decoder.decode(messages, at, batch, bad);
      yield batch;
      batch.clear();
    }
    for (const { reason } of bad) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  for (const [reason, count] of reasons) {
    context.log.warn(`${count} bad messages left out: ${reason}`);
  }
}
