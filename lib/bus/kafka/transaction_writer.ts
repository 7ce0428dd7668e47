/**
 * Writes messages in Kafka's transactions: all of them or none, over topics and partitions, with
 * a group's offsets or without.
 *
 * A group's offsets are checked by the broker against the group's present members (KIP-447), and
 * the transaction ends well only after that. So a member that was replaced while it slept can
 * change nothing, whatever it does when it wakes up.
 * @module
 */

import type { Clock } from "#lib/core/time.ts";
import { type Batch, batchesOf, type Outgoing } from "./batches_of.ts";
import type { BrokerLink } from "./broker_link.ts";
import { compress } from "./compression.ts";
import { typeOf } from "./kafka_errors.ts";
import type { TopicTable } from "./topic_table.ts";
import { type GroupMember, txnOffsetCommitRequest } from "./wire/txn_offset_commit.ts";
import { describeTransactionRequest } from "./wire/describe_transaction.ts";
import { produceRequest } from "./wire/produce.ts";

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
  /** How long a member of a group may be silent, ms; Infinity where there is none. A transaction
   * keeps its member from saying anything, so it need not stay open for longer. */
  sessionMs(): number;
}

/** Brokers give up a transaction that stays open for longer, ms: its writer has died or hangs, and
 * readers wait for it. */
const MOST_TRANSACTION_MS = 10_000;
/** As long as that takes at least, ms: a busy broker is not a dead writer. */
const LEAST_TRANSACTION_MS = 2_000;
/** Least pause before the broker is asked again whether the last transaction is settled, ms. */
const SETTLE_MS = 2;
/** Longest wait for readers to see what was written, ms: a broker that leads a part of it may be
 * away, which makes it no less certain. */
const VISIBLE_MS = 2_000;
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
      this.#deps.link.persist(doing, () => this.#attempt(doing, messages, commit))
    );
    this.#last = written.catch(() => {});
    return written;
  }

  /** One attempt. Whatever is left of an earlier one is given up before this one begins, so that
   * it may be made as often as it takes. */
  async #attempt(
    doing: string,
    messages: readonly Outgoing[],
    commit: OffsetCommit | undefined,
  ): Promise<void> {
    const batches = await batchesOf(messages, this.#deps.topics);
    for (let giveUps = 0;;) {
      try {
        await this.#fill(batches, commit);
        await this.#end(doing);
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
    const parts = [this.#produceAll(batches)];
    if (commit !== undefined) parts.push(this.#addOffsets(commit));
    // Each to its end, well or not: nothing of it may come after the end of the transaction.
    const failed = (await Promise.allSettled(parts)).find(({ status }) => status === "rejected");
    if (failed !== undefined) throw (failed as PromiseRejectedResult).reason;
    // Last, and never beside the messages: a new owner waits for an open transaction only where it
    // sees messages of it, so all of them must be there before the group lets the offsets through.
    if (commit !== undefined) await this.#commitOffsets(commit);
  }

  async #produceAll(batches: readonly Batch[][]): Promise<void> {
    for (const round of batches) {
      // The next round of a partition's batches goes out when this one is acknowledged.
      const byLeader = Map.groupBy(round, ({ leader }) => leader);
      await Promise.all([...byLeader].map(([leader, parts]) => this.#produce(leader, parts)));
    }
  }

  async #begin(): Promise<void> {
    if (this.#producer !== undefined) return;
    const { link, sessionMs } = this.#deps;
    const coordinator = await link.coordinator("transaction", this.#id);
    const longestMs = Math.min(MOST_TRANSACTION_MS, sessionMs());
    const transactionTimeout = Math.max(LEAST_TRANSACTION_MS, Math.ceil(longestMs));
    this.#producer = await this.#settled(() =>
      coordinator.initProducerId({ transactionalId: this.#id, transactionTimeout })
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

  async #produce(leader: number, batches: readonly Batch[]): Promise<void> {
    const { link, clock, compression } = this.#deps;
    const broker = await link.broker(leader);
    const parts = batches.map((batch) => ({
      ...batch,
      firstSequence: this.#sequence(`${batch.topic}/${batch.partition}`, batch.messages.length),
    }));
    await broker.connectionPool.send(produceRequest({
      producer: this.#writer(),
      parts,
      nowMs: clock.nowMs(),
      codec: compression,
      compress,
    }));
  }

  async #addOffsets({ member }: OffsetCommit): Promise<void> {
    const { groupId } = member();
    const coordinator = await this.#deps.link.coordinator("transaction", this.#id);
    await this.#settled(() => coordinator.addOffsetsToTxn({ ...this.#writer(), groupId }));
  }

  async #commitOffsets({ member, topic, offsets }: OffsetCommit): Promise<void> {
    const groups = await this.#deps.link.coordinator("group", member().groupId);
    const request = txnOffsetCommitRequest(this.#writer(), member(), topic, offsets);
    await this.#settled(() => groups.connectionPool.send(request));
  }

  /** Ends the transaction. Asked again after a lost answer, the broker says how it ended. */
  async #end(doing: string): Promise<void> {
    const { link } = this.#deps;
    await link.persist(doing, async () => {
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
}
