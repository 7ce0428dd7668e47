/**
 * The topics of the embedded log and their partitions.
 * @module
 */

import { UserError } from "#lib/core/errors.ts";
import type { PartitionRange, TopicInfo, TopicOptions } from "../bus.ts";
import { partitionOf } from "../partitioner.ts";
import type { Connection, Statement } from "./connection.ts";
import { MAX_LOG_PARTITIONS, OFFSET_BITS } from "./schema.ts";

/** A topic as the log's own code sees it. What is in here never changes once it is made. */
export interface Topic {
  /** Its id in the log. */
  readonly id: number;
  /** Its name. */
  readonly name: string;
  /** See {@link TopicOptions}. */
  readonly retentionMs: number;
  /** See {@link TopicOptions}. */
  readonly retentionBytes: number;
  /** The partitions' ids in the log, by partition number. */
  readonly partitionIds: readonly number[];
  /**
   * Gives the id of a partition by its number.
   * @throws {RangeError} if the topic has none of that number
   */
  partitionId(partition: number): number;
  /** Gives the id of the partition that a key belongs to. */
  partitionIdOf(key: string): number;
}

/** Looks topics up and makes them. Every method runs inside a transaction of the caller. */
export class TopicCatalog {
  readonly #path: string;
  readonly #known = new Map<string, Topic>();
  readonly #selectTopic: Statement;
  readonly #selectNames: Statement;
  readonly #selectPartitions: Statement;
  readonly #insertTopic: Statement;
  readonly #insertPartition: Statement;
  readonly #selectRange: Statement;
  readonly #countPartitions: Statement;

  /** Prepares for a log, whose tables must be there. */
  constructor(connection: Connection) {
    this.#path = connection.path;
    this.#selectTopic = connection.prepare(
      "SELECT id, retention_ms, retention_bytes FROM topics WHERE name = ?",
    );
    this.#selectNames = connection.prepare("SELECT name FROM topics ORDER BY id");
    this.#selectPartitions = connection.prepare(
      "SELECT id FROM partitions WHERE topic = ? ORDER BY partition",
    );
    this.#insertTopic = connection.prepare(
      "INSERT INTO topics (name, retention_ms, retention_bytes) VALUES (?, ?, ?) RETURNING id",
    );
    this.#insertPartition = connection.prepare(
      "INSERT INTO partitions (topic, partition) VALUES (?, ?)",
    );
    this.#countPartitions = connection.prepare("SELECT count(*) FROM partitions");
    this.#selectRange = connection.prepare(
      `SELECT next_offset, (
         SELECT id & ${2 ** OFFSET_BITS - 1} FROM messages
         WHERE id >= partitions.id << ${OFFSET_BITS} AND id < (partitions.id + 1) << ${OFFSET_BITS}
         ORDER BY id LIMIT 1
       ) FROM partitions WHERE id = ?`,
    );
  }

  /** Gives a topic, `undefined` where there is none. */
  find(name: string): Topic | undefined {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const row = this.#selectTopic.get(name) as [number, number, number] | undefined;
    if (row === undefined) return undefined;
    const [id, retentionMs, retentionBytes] = row;
    const partitionIds = this.#selectPartitions.all(id).map((columns) => (columns as [number])[0]);
    const topic: Topic = {
      id,
      name,
      retentionMs,
      retentionBytes,
      partitionIds,
      partitionId: (partition) => partitionIdAt(name, partitionIds, partition),
      partitionIdOf: cachedPartitioner(partitionIds),
    };
    this.#known.set(name, topic);
    return topic;
  }

  /**
   * Gives a topic that must be there.
   * @throws {UserError} if it is not
   */
  get(name: string): Topic {
    const topic = this.find(name);
    if (topic === undefined) {
      throw new UserError(
        `Cannot use the topic "${name}": the log "${this.#path}" has none of that name; make it ` +
          "with deno task generate or deno task capture",
      );
    }
    return topic;
  }

  /** Gives all topics. */
  all(): Topic[] {
    return this.#selectNames.all().map((columns) => this.get((columns as [string])[0]));
  }

  /** Makes a topic where it is missing; needs a write transaction. */
  create(name: string, options: TopicOptions): void {
    if (this.find(name) !== undefined) return;
    const [used] = this.#countPartitions.get() as [number];
    if (used + options.partitions > MAX_LOG_PARTITIONS) {
      throw new UserError(
        `Cannot make the topic "${name}": the log "${this.#path}" holds ${used} partitions and ` +
          `can hold ${MAX_LOG_PARTITIONS}; use fewer`,
      );
    }
    const { retentionMs, retentionBytes } = options;
    const [id] = this.#insertTopic.get(name, retentionMs, retentionBytes) as [number];
    for (let partition = 0; partition < options.partitions; partition++) {
      this.#insertPartition.run(id, partition);
    }
  }

  /** Describes a topic, `undefined` where there is none. */
  describe(name: string): TopicInfo | undefined {
    const topic = this.find(name);
    if (topic === undefined) return undefined;
    const partitions = topic.partitionIds.map((id): PartitionRange => {
      const [latest, earliest] = this.#selectRange.get(id) as [number, number | null];
      return { earliest: earliest ?? latest, latest };
    });
    return { name, partitions };
  }
}

/** Most keys whose partition is remembered: hashing a key costs as much as writing a message. */
const MAX_CACHED_KEYS = 65_536;

function partitionIdAt(topic: string, ids: readonly number[], partition: number): number {
  const id = ids[partition];
  if (id === undefined) {
    throw new RangeError(
      `Cannot use partition ${partition} of "${topic}": it has ${ids.length} partitions`,
    );
  }
  return id;
}

function cachedPartitioner(partitionIds: readonly number[]): (key: string) => number {
  const cache = new Map<string, number>();
  return (key) => {
    let id = cache.get(key);
    if (id === undefined) {
      id = partitionIds[partitionOf(key, partitionIds.length)];
      if (cache.size >= MAX_CACHED_KEYS) cache.clear();
      cache.set(key, id);
    }
    return id;
  };
}
