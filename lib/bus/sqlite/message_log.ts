/**
 * The messages of the embedded log: appended at the end of their partitions, read from any
 * offset on.
 * @module
 */

import { Buffer } from "node:buffer";
import type { FetchedMessages, OutgoingMessage, Payload, ReadRequest } from "../bus.ts";
import { ReadBudget } from "../read_budget.ts";
import type { Connection, Statement } from "./connection.ts";
import { OFFSET_BITS } from "./schema.ts";
import type { Topic, TopicCatalog } from "./topic_catalog.ts";

/** Appends and reads messages. Every method runs inside a transaction of the caller. */
export class MessageLog {
  readonly #topics: TopicCatalog;
  readonly #selectNextOffset: Statement;
  readonly #insertMessage: Statement;
  readonly #updatePartition: Statement;
  readonly #selectMessages: Statement;
  readonly #selectAppended: Statement;
  #reads = 0;

  /**
   * Prepares for a log.
   * @param connection to the log, whose tables must be there
   * @param topics of the same log
   */
  constructor(connection: Connection, topics: TopicCatalog) {
    this.#topics = topics;
    this.#selectNextOffset = connection.prepare("SELECT next_offset FROM partitions WHERE id = ?");
    this.#insertMessage = connection.prepare(
      `INSERT INTO messages (id, key, value, appended_ms)
       VALUES ((?1 << ${OFFSET_BITS}) | ?2, ?3, ?4, ?5)`,
    );
    this.#updatePartition = connection.prepare(
      "UPDATE partitions SET next_offset = ?, size_bytes = size_bytes + ? WHERE id = ?",
    );
    this.#selectMessages = connection.prepare(
      `SELECT id & ${2 ** OFFSET_BITS - 1}, key, value FROM messages
       WHERE id >= (?1 << ${OFFSET_BITS}) | ?2 AND id < (?1 + 1) << ${OFFSET_BITS}
       ORDER BY id LIMIT ?3`,
    );
    this.#selectAppended = connection.prepare(
      `SELECT id & ${2 ** OFFSET_BITS - 1}, appended_ms FROM messages
       WHERE id >= (?1 << ${OFFSET_BITS}) | ?2 AND id < (?1 + 1) << ${OFFSET_BITS}
       ORDER BY id LIMIT 1`,
    );
  }

  /**
   * Appends messages; needs a write transaction.
   * @param nowMs the time of appending, which retention counts from
   * @throws {UserError} if a topic does not exist
   */
  append(messages: readonly OutgoingMessage[], nowMs: number): void {
    const ends = new Map<number, PartitionEnd>();
    let topic: Topic | undefined;
    for (const { topic: name, key, value } of messages) {
      if (topic?.name !== name) topic = this.#topics.get(name);
      const partitionId = topic.partitionIdOf(key);
      let end = ends.get(partitionId);
      if (end === undefined) {
        const [nextOffset] = this.#selectNextOffset.get(partitionId) as [number];
        end = { nextOffset, addedBytes: 0 };
        ends.set(partitionId, end);
      }
      this.#insertMessage.run(partitionId, end.nextOffset++, key, value, nowMs);
      end.addedBytes += payloadBytes(value);
    }
    for (const [partitionId, end] of ends) {
      this.#updatePartition.run(end.nextOffset, end.addedBytes, partitionId);
    }
  }

  /**
   * Reads on in several partitions. Each call starts with another one, so that none starves
   * where the bounds are too tight for all.
   * @throws {UserError} if the topic does not exist
   */
  read(request: ReadRequest): FetchedMessages[] {
    const topic = this.#topics.get(request.topic);
    const budget = new ReadBudget(request, request.from.size);
    const fetched: FetchedMessages[] = [];
    const places = [...request.from];
    const first = this.#reads++;
    for (let i = 0; i < places.length; i++) {
      const [partition, from] = places[(first + i) % places.length];
      budget.nextPartition();
      const messages = this.#readPartition(topic.partitionId(partition), partition, from, budget);
      if (messages.offsets.length > 0) fetched.push(messages);
    }
    return fetched;
  }

  /**
   * Gives, by partition, the offset of the first message that was appended at or after a time, or
   * of the next one where there is none.
   * @throws {UserError} if the topic does not exist
   */
  offsetsSince(topic: string, sinceMs: number): number[] {
    return this.#topics.get(topic).partitionIds.map((id) => {
      const [end] = this.#selectNextOffset.get(id) as [number];
      let low = 0;
      let found = end;
      // Bisection: messages of any size lie one after the other, so each look at one costs much.
      for (let high = end; low < high;) {
        const middle = Math.floor((low + high) / 2);
        const row = this.#selectAppended.get(id, middle) as [number, number] | undefined;
        if (row === undefined) high = middle;
        else if (row[1] < sinceMs) low = row[0] + 1;
        else [high, found] = [middle, row[0]];
      }
      return found;
    });
  }

  #readPartition(id: number, partition: number, from: number, budget: ReadBudget): FetchedMessages {
    const offsets: number[] = [];
    const keys: string[] = [];
    const values: Payload[] = [];
    let next = from;
    for (;;) {
      const limit = budget.chunk();
      if (limit === 0) break;
      const rows = this.#selectMessages.all(id, next, limit) as [number, string, Payload][];
      for (const [offset, key, value] of rows) {
        if (!budget.take(payloadBytes(value))) return { partition, offsets, keys, values };
        offsets.push(offset);
        keys.push(key);
        values.push(value);
        next = offset + 1;
      }
      if (rows.length < limit) break;
    }
    return { partition, offsets, keys, values };
  }
}

/** Where a partition ends, as far as the transaction has come. */
interface PartitionEnd {
  nextOffset: number;
  addedBytes: number;
}

function payloadBytes(value: Payload): number {
  return typeof value === "string" ? Buffer.byteLength(value) : value.byteLength;
}
