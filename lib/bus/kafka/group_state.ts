/**
 * What a group has stored of a topic: for each partition the next offset and the state's entries,
 * in a compacted topic with as many partitions, whose messages are written in one transaction with
 * what the step made.
 * @module
 */

import { UserError } from "#lib/core/errors.ts";
import type { Clock } from "#lib/core/time.ts";
import type { Commit, PartitionState, Payload } from "../bus.ts";
import type { Outgoing } from "./batches_of.ts";
import type { BrokerLink } from "./broker_link.ts";
import { fetchAll } from "./message_reader.ts";
import { readBatches } from "./read_batches.ts";
import type { TopicTable } from "./topic_table.ts";

import { emptyColumns } from "./wire/record_batch.ts";

/** What it works with. */
export interface StateDeps {
  /** To the brokers. */
  readonly link: BrokerLink;
  /** Where the partitions are. */
  readonly topics: TopicTable;
  /** Paces the waiting for open transactions. */
  readonly clock: Clock;
}

/** Key of the message that carries the offset. */
const OFFSET_KEY = "offset";
/** What the keys of entries begin with. */
const ENTRY_PREFIX = "entry:";

/** The state is read whole at each change of owner, and never followed: it is compacted at once, and
 * more often than by default. */
const SETTINGS = [
  { name: "min.compaction.lag.ms", value: "0" },
  { name: "segment.bytes", value: String(64 * 2 ** 20) },
  { name: "min.cleanable.dirty.ratio", value: "0.2" },
];

const FETCH_BYTES = 8 * 2 ** 20;
/** Pause before an open transaction is looked at again, ms. */
const PAUSE_MS = 20;
/** Brokers give up the transaction of a writer that died within its timeout of 10 s and the round
 * in which they look for such, 10 s by default. */
const MOST_WAIT_MS = 60_000;

/** Reads and makes the messages of a group's state. */
export class GroupState {
  readonly #deps: StateDeps;

  /** Reads nothing yet. */
  constructor(deps: StateDeps) {
    this.#deps = deps;
  }

  /** Makes the topic where it is missing. */
  async create(group: string, topic: string): Promise<void> {
    const { topics } = this.#deps;
    const partitions = (await topics.get(topic)).leaders.length;
    const options = { partitions, retentionMs: 0, retentionBytes: 0, cleanup: "compact" } as const;
    await topics.create(stateTopic(group, topic), options, SETTINGS);
  }

  /** Makes the messages of a commit. */
  messagesOf({ group, topic: read, owned, offsets, state }: Commit): Outgoing[] {
    const topic = stateTopic(group, read);
    const epochs = new Map(owned.map(({ partition, epoch }) => [partition, epoch]));
    const messages: Outgoing[] = [];
    for (const { partition, key, value } of state) {
      messages.push({ topic, partition, key: ENTRY_PREFIX + key, value: value ?? null });
    }
    for (const [partition, offset] of offsets) {
      const value = JSON.stringify({ offset, epoch: epochs.get(partition) });
      messages.push({ topic, partition, key: OFFSET_KEY, value });
    }
    return messages;
  }

  /**
   * Reads a partition's state to its end. A transaction of the last owner that is still open is
   * waited for: it ends well if it was let through before the partition changed hands, and is
   * given up by the broker otherwise. It may have grown meanwhile, so that the end is looked up
   * until it stays: half a step is none.
   */
  async restore(group: string, topic: string, partition: number): Promise<PartitionState> {
    const { link, topics, clock } = this.#deps;
    const entries = new Map<string, Uint8Array>();
    let offset: number | undefined;
    const known = await topics.find(stateTopic(group, topic));
    if (known === undefined) return { offset, entries };
    const endOf = async () => (await topics.ranges(known))[partition];
    const startMs = clock.nowMs();
    let { earliest: next, latest: end } = await endOf();
    while (next < end) {
      const places = [[partition, { next }]] as const;
      const [answer] = await fetchAll(link, topics, known, places, FETCH_BYTES);
      const columns = emptyColumns();
      const behind = await readBatches(known.name, answer, next, columns);
      columns.keys.forEach((key, i) => {
        const value = columns.values[i];
        if (key === OFFSET_KEY) offset = offsetOf(value);
        else if (value === undefined) entries.delete(key.slice(ENTRY_PREFIX.length));
        else entries.set(key.slice(ENTRY_PREFIX.length), toBytes(value));
      });
      if (behind === next) {
        if (Math.abs(clock.nowMs() - startMs) > MOST_WAIT_MS) {
          throw new UserError(
            `Cannot restore partition ${partition} of "${topic}": a transaction on ` +
              `"${known.name}" has been open for more than ${
                MOST_WAIT_MS / 1000
              } s; look for the ` +
              `process that holds it, or abort it with kafka-transactions.sh`,
          );
        }
        await clock.sleep(PAUSE_MS);
      }
      next = behind;
      if (next >= end) end = (await endOf()).latest;
    }
    return { offset, entries };
  }
}

/**
 * Names the topic of a group's state: topic, group and "state" with dots between them. What Kafka
 * allows in no name, and dots, become two dots and the hexadecimal of each byte.
 */
export function stateTopic(group: string, topic: string): string {
  return `${escape(topic)}.${escape(group)}.state`;
}

function escape(name: string): string {
  return name.replaceAll(
    /[^A-Za-z0-9_-]+/g,
    (odd) =>
      [...new TextEncoder().encode(odd)].map((byte) => `..${byte.toString(16).padStart(2, "0")}`)
        .join(""),
  );
}

function offsetOf(value: Payload | undefined): number | undefined {
  if (typeof value !== "string") return undefined;
  const { offset } = JSON.parse(value) as { offset: number };
  return offset;
}

function toBytes(value: Payload): Uint8Array {
  return typeof value === "string" ? new TextEncoder().encode(value) : value;
}
