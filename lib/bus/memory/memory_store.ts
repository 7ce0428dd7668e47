/**
 * What a bus in memory holds: all buses on one store see the same topics and groups.
 * @module
 */

import { UserError } from "#lib/core/errors.ts";
import type { Payload, TopicOptions } from "../bus.ts";
import { partitionOf } from "../partitioner.ts";

/** A message as it lies in a partition. */
export interface StoredMessage {
  /** Its place in the partition. */
  readonly offset: number;
  /** Decided its partition. */
  readonly key: string;
  /** What it carries. */
  readonly value: Payload;
  /** Bytes of the value, text as UTF-8. */
  readonly sizeBytes: number;
  /** When it was appended, ms. */
  readonly appendedMs: number;
}

/** A partition: its messages, and the offset that the next one gets. */
export interface StoredPartition {
  /** In offset order. */
  readonly messages: StoredMessage[];
  /** Given to the next message; grows for ever. */
  nextOffset: number;
}

/** A topic. */
export interface StoredTopic {
  /** Its name. */
  readonly name: string;
  /** As it was made with. */
  readonly options: TopicOptions;
  /** By partition number. */
  readonly partitions: readonly StoredPartition[];
  /** Bytes of all values in it. */
  sizeBytes: number;
}

/** A member of a group. */
export interface StoredMember {
  /** When it last said that it lives, ms. */
  heardMs: number;
  /** How long it may be silent, ms. */
  readonly timeoutMs: number;
}

/** What a group holds of one partition. */
export interface GroupPartition {
  /** Grows with each change of owner. */
  epoch: number;
  /** Who owns it, `undefined` while it is free. */
  owner: StoredMember | undefined;
  /** The next offset to read, `undefined` where the group never committed. */
  offset: number | undefined;
  /** State by key. */
  readonly entries: Map<string, Uint8Array>;
}

/** A group on one topic. */
export interface StoredGroup {
  /** In order of joining. */
  members: StoredMember[];
  /** By partition number. */
  readonly partitions: readonly GroupPartition[];
}

/** Topics and groups by name; what runs on them is in {@link "./memory_bus.ts"}. */
export class MemoryStore {
  readonly #topics = new Map<string, StoredTopic>();
  readonly #groups = new Map<string, StoredGroup>();

  /** Gives a topic, `undefined` where there is none. */
  findTopic(name: string): StoredTopic | undefined {
    return this.#topics.get(name);
  }

  /**
   * Gives a topic that must be there.
   * @throws {UserError} if it is not
   */
  topic(name: string): StoredTopic {
    const topic = this.#topics.get(name);
    if (topic === undefined) {
      throw new UserError(
        `Cannot use the topic "${name}": the bus in memory has none of that name; create it first`,
      );
    }
    return topic;
  }

  /** Makes a topic where it is missing. */
  createTopic(name: string, options: TopicOptions): void {
    if (this.#topics.has(name)) return;
    const partitions = Array.from(
      { length: options.partitions },
      (): StoredPartition => ({ messages: [], nextOffset: 0 }),
    );
    this.#topics.set(name, { name, options, partitions, sizeBytes: 0 });
  }

  /** Gives a group on a topic; the first sight of it makes it. */
  group(name: string, topic: StoredTopic): StoredGroup {
    const key = JSON.stringify([name, topic.name]);
    let group = this.#groups.get(key);
    if (group === undefined) {
      const partitions = topic.partitions.map((): GroupPartition => (
        { epoch: 0, owner: undefined, offset: undefined, entries: new Map() }
      ));
      group = { members: [], partitions };
      this.#groups.set(key, group);
    }
    return group;
  }
}

/**
 * Gives a partition by its number.
 * @throws {RangeError} if there is none of that number
 */
export function partitionAt<P>(topic: string, partitions: readonly P[], partition: number): P {
  const found = partitions[partition];
  if (found === undefined) {
    throw new RangeError(
      `Cannot use partition ${partition} of "${topic}": it has ${partitions.length} partitions`,
    );
  }
  return found;
}

/** Gives the partition of a topic that a key belongs to. */
export function partitionFor(topic: StoredTopic, key: string): StoredPartition {
  return topic.partitions[partitionOf(key, topic.partitions.length)];
}
