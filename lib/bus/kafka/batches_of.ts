/**
 * Sorts messages into the batches that brokers take.
 * @module
 */

import type { Payload } from "../bus.ts";
import { partitionOf } from "../partitioner.ts";
import type { TopicTable } from "./topic_table.ts";
import { BYTES_HEADER, KEY_HEADER } from "./wire/record_batch.ts";
import type { BrokerMessage } from "./wire/write_record_batch.ts";

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

/** Messages of one partition that fit in one batch. */
export interface Batch {
  /** Which topic. */
  readonly topic: string;
  /** Which partition. */
  readonly partition: number;
  /** Number of the broker that leads it. */
  readonly leader: number;
  /** At least one. */
  readonly messages: BrokerMessage[];
  /** About how long they are. */
  sizeBytes: number;
}

/** Bytes of keys and values in one batch; brokers take about a megabyte by default. */
const BATCH_BYTES = 512 * 2 ** 10;

/** A topic that messages go to. */
interface Place {
  readonly topic: string;
  readonly leaders: readonly number[];
  /** Batches by partition. */
  readonly lists: Batch[][];
  /** Many messages have one key; its hash costs more than a look. */
  readonly partitions: Map<string, number>;
}

/**
 * Sorts messages by partition, in rounds of at most one batch of each; those of a partition keep
 * their order.
 * @throws {UserError} if a topic is missing
 */
export async function batchesOf(
  messages: readonly Outgoing[],
  topics: TopicTable,
): Promise<Batch[][]> {
  const places = new Map<string, Place>();
  let place: Place | undefined;
  for (const message of messages) {
    if (place?.topic !== message.topic) {
      place = places.get(message.topic) ?? await placeOf(message.topic, topics);
      places.set(place.topic, place);
    }
    add(message, place);
  }
  const lists = [...places.values()].flatMap((each) => Object.values(each.lists));
  const rounds = lists.reduce((most, list) => Math.max(most, list.length), 0);
  return Array.from(
    { length: rounds },
    (_, round) => lists.flatMap((list) => list[round] ?? []),
  );
}

async function placeOf(topic: string, topics: TopicTable): Promise<Place> {
  const { leaders } = await topics.get(topic);
  return { topic, leaders, lists: [], partitions: new Map() };
}

function add(message: Outgoing, { topic, leaders, lists, partitions }: Place): void {
  const { key, value } = message;
  let partition = message.partition ?? partitions.get(key);
  if (partition === undefined) {
    partition = partitionOf(key, leaders.length);
    partitions.set(key, partition);
  }
  const list = lists[partition] ??= [];
  const sizeBytes = key.length + (message.id?.length ?? 0) + (value?.length ?? 0);
  let batch = list.at(-1);
  if (batch === undefined || batch.sizeBytes + sizeBytes > BATCH_BYTES) {
    batch = { topic, partition, leader: leaders[partition], messages: [], sizeBytes: 0 };
    list.push(batch);
  }
  batch.messages.push(messageOf(message));
  batch.sizeBytes += sizeBytes;
}

/** The record's key is the id, which is all that Kafka's compaction knows; the key goes beside it
 * where it is another. */
function messageOf({ key, id = key, value }: Outgoing): BrokerMessage {
  const isBytes = value !== null && typeof value !== "string";
  if (id === key) return isBytes ? { key, value, headers: BYTES } : { key, value };
  return { key: id, value, headers: { ...(isBytes ? BYTES : {}), [KEY_HEADER]: key } };
}

const BYTES = { [BYTES_HEADER]: "" };
