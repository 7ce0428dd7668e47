/**
 * A bus in the memory of one process: for tests, and to measure what the other buses cost.
 * @module
 */

import { Buffer } from "node:buffer";
import type { Clock } from "#lib/core/time.ts";
import {
  type Bus,
  type Commit,
  FencedError,
  type FetchedMessages,
  type JoinRequest,
  type Membership,
  type OutgoingMessage,
  type PartitionState,
  type ReadRequest,
  type TopicInfo,
  type TopicOptions,
} from "../bus.ts";
import { ReadBudget } from "../read_budget.ts";
import {
  checkCommit,
  checkJoin,
  checkMessages,
  checkRead,
  checkTopicOptions,
} from "../requests.ts";
import { MemoryMembership } from "./memory_membership.ts";
import {
  MemoryStore,
  partitionAt,
  partitionFor,
  type StoredMessage,
  type StoredTopic,
} from "./memory_store.ts";

/** A bus on a store; several buses on one store stand for several processes on one log. */
export class MemoryBus implements Bus {
  readonly #store: MemoryStore;
  readonly #clock: Clock;
  readonly #memberships: Membership[] = [];
  #reads = 0;

  /**
   * Makes a bus.
   * @param store may be shared with other buses
   * @param deps.clock tells the time of appending and of signs of life
   */
  constructor(store: MemoryStore, deps: { readonly clock: Clock }) {
    this.#store = store;
    this.#clock = deps.clock;
  }

  // deno-lint-ignore require-await -- what is refused shall reject, not throw
  async createTopic(name: string, options: TopicOptions): Promise<void> {
    checkTopicOptions(name, options);
    this.#store.createTopic(name, options);
  }

  describeTopic(name: string): Promise<TopicInfo | undefined> {
    const partitions = this.#store.findTopic(name)?.partitions.map((partition) => ({
      earliest: partition.messages[0]?.offset ?? partition.nextOffset,
      latest: partition.nextOffset,
    }));
    return Promise.resolve(partitions && { name, partitions });
  }

  // deno-lint-ignore require-await -- as above
  async offsetsSince(topic: string, sinceMs: number): Promise<number[]> {
    return this.#store.topic(topic).partitions.map(({ messages, nextOffset }) => {
      const found = firstWhere(messages, ({ appendedMs }) => appendedMs >= sinceMs);
      return messages[found]?.offset ?? nextOffset;
    });
  }

  // deno-lint-ignore require-await -- as above
  async publish(messages: readonly OutgoingMessage[]): Promise<void> {
    checkMessages(messages);
    this.#append(messages);
  }

  // deno-lint-ignore require-await -- as above
  async read(request: ReadRequest): Promise<FetchedMessages[]> {
    checkRead(request);
    const topic = this.#store.topic(request.topic);
    const budget = new ReadBudget(request, request.from.size);
    const places = [...request.from];
    const first = this.#reads++;
    const fetched: FetchedMessages[] = [];
    for (let i = 0; i < places.length; i++) {
      const [partition, from] = places[(first + i) % places.length];
      const { messages } = partitionAt(topic.name, topic.partitions, partition);
      budget.nextPartition();
      const taken = take(messages, from, budget);
      if (taken.length === 0) continue;
      fetched.push({
        partition,
        offsets: taken.map((message) => message.offset),
        keys: taken.map((message) => message.key),
        values: taken.map((message) => message.value),
      });
    }
    return fetched;
  }

  // deno-lint-ignore require-await -- as above
  async join(request: JoinRequest): Promise<Membership> {
    checkJoin(request);
    const group = this.#store.group(request.group, this.#store.topic(request.topic));
    const membership = new MemoryMembership(group, this.#clock, request.sessionTimeoutMs);
    this.#memberships.push(membership);
    return membership;
  }

  // deno-lint-ignore require-await -- as above
  async restore(group: string, topicName: string, partition: number): Promise<PartitionState> {
    const topic = this.#store.topic(topicName);
    const { partitions } = this.#store.group(group, topic);
    const { offset, entries } = partitionAt(topicName, partitions, partition);
    return { offset, entries: new Map(entries) };
  }

  // deno-lint-ignore require-await -- as above
  async commit(commit: Commit): Promise<void> {
    const owned = checkCommit(commit);
    const topic = this.#store.topic(commit.topic);
    const { partitions } = this.#store.group(commit.group, topic);
    for (const { partition, epoch } of owned.values()) {
      if (partitionAt(topic.name, partitions, partition).epoch !== epoch) {
        throw new FencedError(partition);
      }
    }
    this.#append(commit.outputs);
    for (const [partition, offset] of commit.offsets) partitions[partition].offset = offset;
    for (const { partition, key, value } of commit.state) {
      if (value === undefined) partitions[partition].entries.delete(key);
      else partitions[partition].entries.set(key, value.slice());
    }
  }

  /** Leaves all groups; the store stays as it is. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const membership of this.#memberships) await membership.leave();
  }

  #append(messages: readonly OutgoingMessage[]): void {
    // All topics are looked up before the first message is stored: all or none.
    const topics = new Map<string, StoredTopic>();
    for (const { topic } of messages) {
      if (!topics.has(topic)) topics.set(topic, this.#store.topic(topic));
    }
    const appendedMs = this.#clock.nowMs();
    for (const { topic: name, key, value } of messages) {
      const topic = topics.get(name)!;
      const partition = partitionFor(topic, key);
      const offset = partition.nextOffset++;
      const kept = typeof value === "string" ? value : value.slice();
      const sizeBytes = typeof value === "string" ? Buffer.byteLength(value) : value.byteLength;
      partition.messages.push({ offset, key, value: kept, sizeBytes, appendedMs });
      topic.sizeBytes += sizeBytes;
    }
    for (const topic of topics.values()) trim(topic, appendedMs);
  }
}

/** Takes messages from an offset on, as far as the budget goes. */
function take(messages: readonly StoredMessage[], from: number, budget: ReadBudget) {
  let at = firstWhere(messages, ({ offset }) => offset >= from);
  const start = at;
  for (let chunk = budget.chunk(); chunk > 0 && at < messages.length; chunk = budget.chunk()) {
    for (const end = Math.min(at + chunk, messages.length); at < end; at++) {
      if (!budget.take(messages[at].sizeBytes)) return messages.slice(start, at);
    }
  }
  return messages.slice(start, at);
}

/** Finds the first message from which on something holds, by bisection. */
function firstWhere(
  messages: readonly StoredMessage[],
  holds: (message: StoredMessage) => boolean,
): number {
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(messages[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Deletes what the topic no longer has to keep, the oldest first. */
function trim(topic: StoredTopic, nowMs: number): void {
  const { retentionMs, retentionBytes } = topic.options;
  const cutoffMs = retentionMs === 0 ? -Infinity : nowMs - retentionMs;
  const mostBytes = retentionBytes === 0 ? Infinity : retentionBytes;
  const drops = topic.partitions.map(() => 0);
  for (;;) {
    let oldest = -1;
    let oldestMs = Infinity;
    topic.partitions.forEach(({ messages }, partition) => {
      const head = messages.at(drops[partition]);
      if (head === undefined || head.appendedMs >= oldestMs) return;
      oldest = partition;
      oldestMs = head.appendedMs;
    });
    if (oldest < 0 || (oldestMs >= cutoffMs && topic.sizeBytes <= mostBytes)) break;
    topic.sizeBytes -= topic.partitions[oldest].messages[drops[oldest]++].sizeBytes;
  }
  // All of a partition at once: to shift them one by one would move the others each time.
  topic.partitions.forEach(({ messages }, partition) => messages.splice(0, drops[partition]));
}
