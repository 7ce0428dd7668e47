/**
 * Deletes messages that a topic no longer has to keep, in steps so small that no reader or
 * writer waits long for the lock.
 * @module
 */

import type { Clock } from "#lib/core/time.ts";
import type { Connection, Statement } from "./connection.ts";
import { OFFSET_BITS } from "./schema.ts";
import type { Topic, TopicCatalog } from "./topic_catalog.ts";

/**
 * Retention is the work of whoever appends: before each append, one step deletes up to twice as
 * many messages as will be added, while there is something to delete. So it keeps pace at any
 * rate, makes room on a full disk before it is needed, and a log that nobody writes to stays.
 */
export class Retention {
  readonly #topics: TopicCatalog;
  readonly #clock: Clock;
  readonly #selectSize: Statement;
  readonly #selectHead: Statement;
  readonly #selectRun: Statement;
  readonly #deleteRun: Statement;
  readonly #shrinkPartition: Statement;
  #nextLookMs = 0;

  /**
   * Prepares for a log.
   * @param connection to the log, whose tables must be there
   * @param deps.topics of the same log
   * @param deps.clock gives the time that messages age by
   */
  constructor(
    connection: Connection,
    deps: { readonly topics: TopicCatalog; readonly clock: Clock },
  ) {
    this.#topics = deps.topics;
    this.#clock = deps.clock;
    this.#selectSize = connection.prepare("SELECT sum(size_bytes) FROM partitions WHERE topic = ?");
    this.#selectHead = connection.prepare(
      `SELECT appended_ms FROM messages
       WHERE id >= ?1 << ${OFFSET_BITS} AND id < (?1 + 1) << ${OFFSET_BITS} ORDER BY id LIMIT 1`,
    );
    this.#selectRun = connection.prepare(
      `SELECT id & ${2 ** OFFSET_BITS - 1}, octet_length(value), appended_ms FROM messages
       WHERE id >= ?1 << ${OFFSET_BITS} AND id < (?1 + 1) << ${OFFSET_BITS} ORDER BY id LIMIT ?2`,
    );
    this.#deleteRun = connection.prepare(
      `DELETE FROM messages
       WHERE id >= ?1 << ${OFFSET_BITS} AND id <= (?1 << ${OFFSET_BITS}) | ?2`,
    );
    this.#shrinkPartition = connection.prepare(
      "UPDATE partitions SET size_bytes = size_bytes - ? WHERE id = ?",
    );
  }

  /** Says whether it is time for a step. */
  get isDue(): boolean {
    return this.#clock.nowMs() >= this.#nextLookMs;
  }

  /**
   * Makes room in all topics; needs a write transaction.
   * @param messages how many are about to be appended
   */
  step(messages: number): void {
    const nowMs = this.#clock.nowMs();
    const most = Math.max(LEAST_STEP_MESSAGES, 2 * messages);
    let isDone = true;
    for (const topic of this.#topics.all()) {
      if (this.#trim(topic, nowMs, most) === most) isDone = false;
    }
    this.#nextLookMs = isDone ? nowMs + LOOK_EVERY_MS : 0;
  }

  /** Deletes the oldest messages of a topic, at most `most`; says how many. */
  #trim(topic: Topic, nowMs: number, most: number): number {
    if (topic.retentionMs === 0 && topic.retentionBytes === 0) return 0;
    const [sizeBytes] = this.#selectSize.get(topic.id) as [number];
    let excessBytes = topic.retentionBytes === 0 ? 0 : sizeBytes - topic.retentionBytes;
    const cutoffMs = topic.retentionMs === 0 ? -Infinity : nowMs - topic.retentionMs;
    const heads = new Map<number, number>();
    for (const id of topic.partitionIds) this.#readHead(id, heads);
    let deleted = 0;
    while (deleted < most && heads.size > 0) {
      const [oldest, nextHeadMs] = oldestHead(heads);
      if (heads.get(oldest)! >= cutoffMs && excessBytes <= 0) break;
      const run = this.#deleteOldest(oldest, {
        mostMessages: most - deleted,
        cutoffMs,
        excessBytes,
        untilMs: nextHeadMs,
      });
      deleted += run.messages;
      excessBytes -= run.bytes;
      this.#readHead(oldest, heads);
    }
    return deleted;
  }

  #readHead(partitionId: number, heads: Map<number, number>): void {
    const row = this.#selectHead.get(partitionId) as [number] | undefined;
    if (row === undefined) heads.delete(partitionId);
    else heads.set(partitionId, row[0]);
  }

  /** Deletes from the start of a partition: at least one message, and none that was appended
   * after `untilMs`, when another partition's turn comes. */
  #deleteOldest(
    partitionId: number,
    limits: { mostMessages: number; cutoffMs: number; excessBytes: number; untilMs: number },
  ): { messages: number; bytes: number } {
    const most = Math.min(limits.mostMessages, MOST_RUN_MESSAGES);
    const rows = this.#selectRun.all(partitionId, most) as [
      offset: number,
      sizeBytes: number,
      appendedMs: number,
    ][];
    let messages = 0;
    let bytes = 0;
    let lastOffset = 0;
    for (const [offset, sizeBytes, appendedMs] of rows) {
      const isDue = appendedMs < limits.cutoffMs || bytes < limits.excessBytes;
      if (messages > 0 && (!isDue || appendedMs > limits.untilMs)) break;
      lastOffset = offset;
      bytes += sizeBytes;
      messages++;
    }
    this.#deleteRun.run(partitionId, lastOffset);
    this.#shrinkPartition.run(bytes, partitionId);
    return { messages, bytes };
  }
}

/** Finds the partition with the oldest head, and the age of the next oldest one. */
function oldestHead(heads: ReadonlyMap<number, number>): [partitionId: number, nextMs: number] {
  let oldest = -1;
  let oldestMs = Infinity;
  let nextMs = Infinity;
  for (const [partitionId, headMs] of heads) {
    if (headMs < oldestMs || oldest < 0) {
      nextMs = oldestMs;
      oldest = partitionId;
      oldestMs = headMs;
    } else if (headMs < nextMs) nextMs = headMs;
  }
  return [oldest, nextMs];
}

/** Retention is not exact to the second, so there is no need to look more often. */
const LOOK_EVERY_MS = 1_000;

/** Rows looked at at once; most runs end after one publisher's batch. */
const MOST_RUN_MESSAGES = 256;

/** Some milliseconds of work. */
const LEAST_STEP_MESSAGES = 1_000;
