/**
 * Writes messages in Kafka's transactions: all of them or none, over topics and partitions, with
 * a group's offsets or without.
 *
 * A group's offsets are checked by the broker against the group's present members (KIP-447), and
 * the transaction ends well only after that. So a member that was replaced while it slept can
 * change nothing, whatever it does when it wakes up.
 * @module
 */

import { Buffer } from "node:buffer";
import type { Clock } from "#lib/core/time.ts";
import type { Payload } from "../bus.ts";
import { partitionOf } from "../partitioner.ts";
import type { BrokerLink } from "./broker_link.ts";
import type { BrokerMessage } from "./cluster.ts";
import { typeOf } from "./kafka_errors.ts";
import type { TopicTable } from "./topic_table.ts";
import { type GroupMember, txnOffsetCommitRequest } from "./wire/txn_offset_commit.ts";
import { describeTransactionRequest } from "./wire/describe_transaction.ts";
import { BYTES_HEADER, KEY_HEADER } from "./wire/record_batch.ts";

/** A message on its way. */
export interface Outgoing {
  /** Where it goes; the topic must be there. */
  readonly topic: string;
  /** Which partition. @default that of the key */
  readonly partition?: number;
  /** Its key, which decides the partition where none is given. */
  readonly key: string;
  /** What compaction goes by. @default the key */
  readonly id?: string;
  /** What it carries; `null` is a tombstone. */
  readonly value: Payload | null;
}

/** A group's offsets, as a part of a transaction. */
export interface OffsetCommit {
  /** Who commits; asked for at each attempt, since the generation moves on. */
  member(): GroupMember;
  /** The topic that was read. */
  readonly topic: string;
  /** Next offset to read, by partition. */
  readonly offsets: ReadonlyMap<number, number>;
}

/** What a writer works with. */
export interface WriterDeps {
  /** To the brokers. */
  readonly link: BrokerLink;
  /** Where the partitions are. */
  readonly topics: TopicTable;
  /** Paces what waits for a broker. */
  readonly clock: Clock;
  /** Number of the compression in Kafka's protocol. */
  readonly compression: number;
}

/** Brokers give up a transaction that stays open for longer, ms: its writer has died or hangs, and
 * readers wait for it. */
const TRANSACTION_TIMEOUT_MS = 10_000;
/** Least pause before the broker is asked again whether the last transaction is settled, ms. */
const SETTLE_MS = 2;
/** Longest wait for readers to see what was written, ms: a broker that leads a part of it may be
 * away, which makes it no less certain. */
const VISIBLE_MS = 2_000;
/** Bytes of keys and values in one batch; brokers take about a megabyte by default. */
const BATCH_BYTES = 512 * 2 ** 10;
/** Longest wait of a broker for its replicas, ms. */
const REPLICATION_TIMEOUT_MS = 10_000;
const ALL_REPLICAS = -1;
const SEQUENCES = 2 ** 31;

/** The broker has given the transaction up, or the writer's part in it: it is written anew. */
const GIVEN_UP: ReadonlySet<string> = new Set([
  "INVALID_PRODUCER_EPOCH",
  "PRODUCER_FENCED",
  "INVALID_TXN_STATE",
  "INVALID_PRODUCER_ID_MAPPING",
  "UNKNOWN_PRODUCER_ID",
  "OUT_OF_ORDER_SEQUENCE_NUMBER",
]);

/** Once for what happened while the process slept, and a few for brokers that come and go; what goes
 * on after that is a fault. */
const MOST_GIVE_UPS = 5;

/** Messages of one partition that fit in one batch. */
interface Batch {
  readonly topic: string;
  readonly partition: number;
  readonly leader: number;
  readonly messages: BrokerMessage[];
  sizeBytes: number;
}

/** One writer; its transactions follow each other. */
export class TransactionWriter {
  readonly #deps: WriterDeps;
  readonly #id = `traffic-${crypto.randomUUID()}`;
  readonly #sequences = new Map<string, number>();
  #producer: { readonly producerId: string; readonly producerEpoch: number } | undefined;
  #last: Promise<unknown> = Promise.resolve();

  /** Writes nothing yet. */
  constructor(deps: WriterDeps) {
    this.#deps = deps;
  }

  /**
   * Writes messages, all or none, and in the order of the calls.
   * @param doing what it is, for sentences
   * @throws {ProtocolError} `UNKNOWN_MEMBER_ID` or `ILLEGAL_GENERATION` if the group has gone on
   * without the member; nothing is written then
   * @throws {UserError} if a topic is missing or the brokers refuse; nothing is written then either
   */
  write(doing: string, messages: readonly Outgoing[], commit?: OffsetCommit): Promise<void> {
    const written = this.#last.then(() =>
      this.#deps.link.persist(doing, () => this.#attempt(messages, commit))
    );
    this.#last = written.catch(() => {});
    return written;
  }

  /** One attempt. Whatever is left of an earlier one is given up before this one begins, so that
   * it may be made as often as it takes. */
  async #attempt(messages: readonly Outgoing[], commit: OffsetCommit | undefined): Promise<void> {
    const batches = await this.#batchesOf(messages);
    for (let giveUps = 0;;) {
      try {
        await this.#fill(batches, commit);
        await this.#end();
        break;
      } catch (error) {
        if (GIVEN_UP.has(typeOf(error)) && ++giveUps <= MOST_GIVE_UPS) {
          this.#producer = undefined;
          continue;
        }
        await this.#giveUp();
        for (const { topic } of messages) this.#deps.topics.forget(topic);
        throw error;
      }
    }
    // What fails from here on makes nothing undone.
    await this.#becomeVisible().catch(() => {});
  }

  /** Does all that goes before the end of a transaction. */
  async #fill(batches: readonly Batch[][], commit: OffsetCommit | undefined): Promise<void> {
    await this.#begin();
    if (batches.length > 0) await this.#addPartitions(batches[0]);
    for (const round of batches) {
      // The next round of a partition's batches goes out when this one is acknowledged.
      const byLeader = Map.groupBy(round, ({ leader }) => leader);
      await Promise.all([...byLeader].map(([leader, parts]) => this.#produce(leader, parts)));
    }
    if (commit !== undefined) await this.#commitOffsets(commit);
  }

  async #begin(): Promise<void> {
    if (this.#producer !== undefined) return;
    const { link } = this.#deps;
    const coordinator = await link.coordinator("transaction", this.#id);
    this.#producer = await this.#settled(() =>
      coordinator.initProducerId({
        transactionalId: this.#id,
        transactionTimeout: TRANSACTION_TIMEOUT_MS,
      })
    );
    this.#sequences.clear();
  }

  async #addPartitions(round: readonly Batch[]): Promise<void> {
    const coordinator = await this.#deps.link.coordinator("transaction", this.#id);
    const topics = [...Map.groupBy(round, ({ topic }) => topic)].map(([topic, parts]) => ({
      topic,
      partitions: parts.map(({ partition }) => partition),
    }));
    await this.#settled(() => coordinator.addPartitionsToTxn({ ...this.#writer(), topics }));
  }

  async #produce(leader: number, parts: readonly Batch[]): Promise<void> {
    const broker = await this.#deps.link.broker(leader);
    const topicData = [...Map.groupBy(parts, ({ topic }) => topic)].map(([topic, batches]) => ({
      topic,
      partitions: batches.map(({ partition, messages }) => ({
        partition,
        firstSequence: this.#sequence(`${topic}/${partition}`, messages.length),
        messages,
      })),
    }));
    await broker.produce({
      ...this.#writer(),
      acks: ALL_REPLICAS,
      timeout: REPLICATION_TIMEOUT_MS,
      compression: this.#deps.compression,
      topicData,
    });
  }

  async #commitOffsets({ member, topic, offsets }: OffsetCommit): Promise<void> {
    const { link } = this.#deps;
    const { groupId } = member();
    const transactions = await link.coordinator("transaction", this.#id);
    await this.#settled(() => transactions.addOffsetsToTxn({ ...this.#writer(), groupId }));
    const groups = await link.coordinator("group", groupId);
    const request = txnOffsetCommitRequest(this.#writer(), member(), topic, offsets);
    await this.#settled(() => groups.connectionPool.send(request));
  }

  /** Ends the transaction. Asked again after a lost answer, the broker says how it ended. */
  async #end(): Promise<void> {
    const { link } = this.#deps;
    await link.persist("end a transaction", async () => {
      const coordinator = await link.coordinator("transaction", this.#id);
      await coordinator.endTxn({ ...this.#writer(), transactionResult: true });
    });
  }

  /** Waits until readers see what was written: whoever reads after a publish finds it. */
  async #becomeVisible(): Promise<void> {
    const { link, clock } = this.#deps;
    const startMs = clock.nowMs();
    for (let pauseMs = 1; clock.nowMs() - startMs < VISIBLE_MS; pauseMs *= 2) {
      const coordinator = await link.coordinator("transaction", this.#id);
      const state = await coordinator.connectionPool.send(describeTransactionRequest(this.#id));
      if (state !== "PrepareCommit") return;
      await clock.sleep(pauseMs);
    }
  }

  /** Tells the broker that the transaction is off, so that readers need not wait for its timeout;
   * where that fails, the next one begins with a new epoch, which gives up all that was open. */
  async #giveUp(): Promise<void> {
    if (this.#producer === undefined) return;
    try {
      const coordinator = await this.#deps.link.coordinator("transaction", this.#id);
      await coordinator.endTxn({ ...this.#writer(), transactionResult: false });
    } catch {
      // See above.
    }
    this.#producer = undefined;
  }

  /** Asks until the last transaction's end has reached all its partitions. */
  async #settled<T>(ask: () => Promise<T>): Promise<T> {
    for (let pauseMs = SETTLE_MS;; pauseMs = Math.min(50, 2 * pauseMs)) {
      try {
        return await ask();
      } catch (error) {
        if (typeOf(error) !== "CONCURRENT_TRANSACTIONS") throw error;
      }
      await this.#deps.clock.sleep(pauseMs);
    }
  }

  #writer() {
    return { transactionalId: this.#id, ...this.#producer! };
  }

  #sequence(place: string, count: number): number {
    const first = this.#sequences.get(place) ?? 0;
    this.#sequences.set(place, (first + count) % SEQUENCES);
    return first;
  }

  /** Sorts messages by partition, in rounds of at most one batch of each. */
  async #batchesOf(messages: readonly Outgoing[]): Promise<Batch[][]> {
    const { topics } = this.#deps;
    const known = new Map<string, readonly number[]>();
    for (const { topic } of messages) {
      if (!known.has(topic)) known.set(topic, (await topics.get(topic)).leaders);
    }
    const lists = new Map<string, Batch[]>();
    for (const message of messages) {
      const { topic, partition: given, key, value } = message;
      const leaders = known.get(topic)!;
      const partition = given ?? partitionOf(key, leaders.length);
      const place = `${topic}/${partition}`;
      let list = lists.get(place);
      if (list === undefined) lists.set(place, list = []);
      const sizeBytes = key.length + (message.id?.length ?? 0) + (value?.length ?? 0);
      let batch = list.at(-1);
      if (batch === undefined || batch.sizeBytes + sizeBytes > BATCH_BYTES) {
        batch = { topic, partition, leader: leaders[partition], messages: [], sizeBytes: 0 };
        list.push(batch);
      }
      batch.messages.push(messageOf(message));
      batch.sizeBytes += sizeBytes;
    }
    const rounds = Math.max(0, ...[...lists.values()].map((list) => list.length));
    return Array.from(
      { length: rounds },
      (_, round) => [...lists.values()].flatMap((list) => list[round] ?? []),
    );
  }
}

/** The record's key is the id, which is all that Kafka's compaction knows; the key goes beside it
 * where it is another. */
function messageOf({ key, id = key, value }: Outgoing): BrokerMessage {
  const isText = value === null || typeof value === "string";
  const content = isText ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (isText && id === key) return { key, value: content };
  const headers = { ...(isText ? {} : BYTES), ...(id === key ? {} : { [KEY_HEADER]: key }) };
  return { key: id, value: content, headers };
}

const BYTES = { [BYTES_HEADER]: "" };
