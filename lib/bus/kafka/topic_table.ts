/**
 * What is known of topics: how many partitions, and which broker leads each.
 * @module
 */

import { UserError } from "#lib/core/errors.ts";
import type { PartitionRange, TopicOptions } from "../bus.ts";
import { MAX_MESSAGE_BYTES } from "../requests.ts";
import type { BrokerLink } from "./broker_link.ts";
import { typeOf } from "./kafka_errors.ts";
import { protocolError } from "./wire/wire_request.ts";

/** A topic: the leader's number by partition number. */
export interface KnownTopic {
  /** Its name. */
  readonly name: string;
  /** By partition number. */
  readonly leaders: readonly number[];
}

/** A setting of a topic, in Kafka's words. */
export interface TopicSetting {
  /** Its name. */
  readonly name: string;
  /** Its value. */
  readonly value: string;
}

const EARLIEST = -2;
const LATEST = -1;
/** The broker's answer where no message has such a timestamp. */
const NONE = -1;
const READ_UNCOMMITTED = 0;
const LEADER_NOT_AVAILABLE = 5;
const CREATE_TIMEOUT_MS = 10_000;

/** A message of the largest size in a batch of its own, with its headers and the batch's head. */
const MAX_BATCH_BYTES = MAX_MESSAGE_BYTES + 64 * 2 ** 10;

/** What may be compacted away stays for a day, so that those who follow see all of it. */
const COMPACTION_LAG_MS = 24 * 3600 * 1000;

/** Looks topics up, once each until told to look again. */
export class TopicTable {
  readonly #link: BrokerLink;
  readonly #topics = new Map<string, KnownTopic>();

  /** Knows nothing yet. */
  constructor(link: BrokerLink) {
    this.#link = link;
  }

  /** Gives a topic, `undefined` where there is none. */
  async find(name: string): Promise<KnownTopic | undefined> {
    const known = this.#topics.get(name);
    if (known !== undefined) return known;
    try {
      const broker = await this.#link.anyBroker();
      const { topicMetadata } = await broker.metadata([name]);
      const leaders: number[] = [];
      for (const { partitionId, leader } of topicMetadata[0].partitionMetadata) {
        if (leader < 0) throw protocolError(LEADER_NOT_AVAILABLE);
        leaders[partitionId] = leader;
      }
      const topic = { name, leaders };
      this.#topics.set(name, topic);
      return topic;
    } catch (error) {
      const type = typeOf(error);
      if (type === "UNKNOWN_TOPIC_OR_PARTITION" || type === "INVALID_TOPIC_EXCEPTION") {
        return undefined;
      }
      throw error;
    }
  }

  /**
   * Gives a topic that must be there.
   * @throws {UserError} if it is not
   */
  async get(name: string): Promise<KnownTopic> {
    const topic = await this.find(name);
    if (topic !== undefined) return topic;
    throw new UserError(
      `Cannot use the topic "${name}": the cluster has none of that name; create it first`,
    );
  }

  /** Looks a topic up anew at its next use. */
  forget(name: string): void {
    this.#topics.delete(name);
  }

  /**
   * Makes a topic where it is missing, and waits until it can be used.
   * @param settings in place of those that the options come to, and beside them
   */
  async create(
    name: string,
    options: TopicOptions,
    settings: readonly TopicSetting[] = [],
  ): Promise<void> {
    if (await this.find(name) !== undefined) return;
    const all = [...settingsOf(options), ...settings].map((setting) => [setting.name, setting]);
    const topic = {
      topic: name,
      numPartitions: options.partitions,
      replicationFactor: -1,
      configEntries: Object.values(Object.fromEntries(all)),
    };
    try {
      const broker = await this.#link.anyBroker();
      await broker.createTopics({ topics: [topic], timeout: CREATE_TIMEOUT_MS });
    } catch (error) {
      if (typeOf(error) !== "TOPIC_ALREADY_EXISTS") throw error;
    }
    // Brokers learn of it a little later than the one that made it.
    if (await this.find(name) === undefined) throw protocolError(LEADER_NOT_AVAILABLE);
  }

  /** Gives where the partitions begin and end, open transactions included. */
  async ranges(topic: KnownTopic): Promise<PartitionRange[]> {
    const [earliest, latest] = await Promise.all([
      this.#offsets(topic, EARLIEST),
      this.#offsets(topic, LATEST),
    ]);
    return topic.leaders.map((_, i) => ({ earliest: earliest[i], latest: latest[i] }));
  }

  /** Gives where messages with a timestamp at or after a time begin; the end where there are none.
   * The timestamp is the broker's in topics that are made here, the writer's in others. */
  async offsetsSince(topic: KnownTopic, sinceMs: number): Promise<number[]> {
    // The end first: what is appended between the two requests must not be missed.
    const ends = await this.#offsets(topic, LATEST);
    const found = await this.#offsets(topic, Math.max(0, Math.ceil(sinceMs)));
    return found.map((offset, partition) => offset === NONE ? ends[partition] : offset);
  }

  async #offsets(topic: KnownTopic, timestamp: number): Promise<number[]> {
    const byLeader = Map.groupBy(topic.leaders.keys(), (partition) => topic.leaders[partition]);
    const found: number[] = [];
    try {
      await Promise.all([...byLeader].map(async ([leader, partitions]) => {
        const broker = await this.#link.broker(leader);
        const { responses } = await broker.listOffsets({
          isolationLevel: READ_UNCOMMITTED,
          topics: [{
            topic: topic.name,
            partitions: partitions.map((partition) => ({ partition, timestamp })),
          }],
        });
        for (const { partition, offset } of responses[0].partitions) {
          found[partition] = Number(offset);
        }
      }));
    } catch (error) {
      this.forget(topic.name);
      if (typeOf(error) === "UNKNOWN_TOPIC_OR_PARTITION") throw protocolError(LEADER_NOT_AVAILABLE);
      throw error;
    }
    return found;
  }
}

/** Gives the settings of a topic. */
function settingsOf(options: TopicOptions): TopicSetting[] {
  const { partitions, retentionMs, retentionBytes, cleanup } = options;
  const isCompacted = cleanup === "compact";
  const isBounded = retentionMs > 0 || retentionBytes > 0;
  const perPartition = Math.ceil(retentionBytes / partitions);
  const policy = isCompacted ? (isBounded ? "compact,delete" : "compact") : "delete";
  const settings: (readonly [string, string | number])[] = [
    ["max.message.bytes", MAX_BATCH_BYTES],
    ["cleanup.policy", policy],
    // The broker's clock, not the writers': retention and looking up a time count the appending.
    ["message.timestamp.type", "LogAppendTime"],
    ["retention.ms", retentionMs === 0 ? -1 : retentionMs],
    ["retention.bytes", retentionBytes === 0 ? -1 : perPartition],
  ];
  if (isCompacted) settings.push(["min.compaction.lag.ms", COMPACTION_LAG_MS]);
  return settings.map(([name, value]) => ({ name, value: String(value) }));
}
