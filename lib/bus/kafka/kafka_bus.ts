/**
 * The bus on Kafka, for more than one machine.
 *
 * Each `publish` and each `commit` is one transaction; readers see none of it, or all. A commit
 * carries the group's offsets and the member's generation, which the broker checks: a member that
 * was replaced is refused by the broker itself, not by what it knows.
 * @module
 */

import { type Log, silentLog } from "#lib/core/log.ts";
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
import {
  checkCommit,
  checkJoin,
  checkMessages,
  checkRead,
  checkTopicOptions,
} from "../requests.ts";
import type { KafkaAddress } from "./address.ts";
import { BrokerLink } from "./broker_link.ts";
import { makeCluster } from "./cluster.ts";
import { COMPRESSIONS } from "./compression.ts";
import { GroupState, stateTopic } from "./group_state.ts";
import { KafkaMembership } from "./kafka_membership.ts";
import { typeOf } from "./kafka_errors.ts";
import { checkPartition, MessageReader } from "./message_reader.ts";
import { TopicTable } from "./topic_table.ts";
import { type OffsetCommit, TransactionWriter } from "./transaction_writer.ts";

/** What a bus on Kafka works with. */
export interface KafkaBusDeps {
  /** Paces attempts. */
  readonly clock: Clock;
  /** Told of attempts that fail. @default nobody */
  readonly log?: Log;
  /** Called at each attempt that fails and is made again. @default nobody */
  readonly onRetry?: () => void;
  /** How long to go on trying while no broker answers, ms. @default five minutes */
  readonly patienceMs?: number;
  /** Aborted when the process is asked to stop: a few seconds of trying are left then. @default
   * never */
  readonly signal?: AbortSignal;
}

const PATIENCE_MS = 300_000;
/** How long the first connection may take, ms: a wrong address shall be told soon. */
const OPEN_MS = 10_000;

/** See the module. */
export class KafkaBus implements Bus {
  readonly #address: KafkaAddress;
  readonly #deps: Required<Omit<KafkaBusDeps, "signal">> & Pick<KafkaBusDeps, "signal">;
  readonly #link: BrokerLink;
  readonly #topics: TopicTable;
  readonly #reader: MessageReader;
  readonly #writer: TransactionWriter;
  readonly #state: GroupState;
  readonly #memberships = new Set<KafkaMembership>();
  /** The shortest session of a member. */
  #sessionMs = Infinity;

  /** Connects with the first call. */
  constructor(address: KafkaAddress, deps: KafkaBusDeps) {
    this.#address = address;
    const { clock, log = silentLog, patienceMs = PATIENCE_MS, onRetry = () => {} } = deps;
    this.#deps = { clock, log, patienceMs, onRetry, signal: deps.signal };
    this.#link = this.#makeLink();
    const link = this.#link;
    const topics = this.#topics = new TopicTable(link);
    const compression = COMPRESSIONS[address.compression];
    this.#reader = new MessageReader({ link, topics, clock, patienceMs });
    const sessionMs = () => this.#sessionMs;
    this.#writer = new TransactionWriter({ link, topics, clock, compression, sessionMs });
    this.#state = new GroupState({ link, topics, clock });
  }

  /**
   * Makes sure that a broker answers.
   * @throws {UserError} if none does
   */
  async open(): Promise<void> {
    const patienceMs = Math.min(OPEN_MS, this.#deps.patienceMs);
    await this.#link.persist("open the bus", () => this.#link.anyBroker(), { patienceMs });
  }

  async createTopic(name: string, options: TopicOptions): Promise<void> {
    checkTopicOptions(name, options);
    await this.#link.persist(
      `make the topic "${name}"`,
      () => this.#topics.create(name, options),
    );
  }

  describeTopic(name: string): Promise<TopicInfo | undefined> {
    return this.#link.persist(`describe the topic "${name}"`, async () => {
      const topic = await this.#topics.find(name);
      return topic && { name, partitions: await this.#topics.ranges(topic) };
    });
  }

  offsetsSince(name: string, sinceMs: number): Promise<number[]> {
    return this.#link.persist(`look up a time in "${name}"`, async () => {
      return await this.#topics.offsetsSince(await this.#topics.get(name), sinceMs);
    });
  }

  async publish(messages: readonly OutgoingMessage[]): Promise<void> {
    checkMessages(messages);
    if (messages.length === 0) return;
    await this.#writer.write(`publish to "${messages[0].topic}"`, messages);
  }

  async read(request: ReadRequest): Promise<FetchedMessages[]> {
    checkRead(request);
    return await this.#reader.read(request);
  }

  async join(request: JoinRequest): Promise<Membership> {
    checkJoin(request);
    const { group, topic, sessionTimeoutMs } = request;
    const partitions = await this.#link.persist(`join the group "${group}"`, async () => {
      await this.#state.create(group, topic);
      return (await this.#topics.get(topic)).leaders.length;
    });
    this.#sessionMs = Math.min(this.#sessionMs, sessionTimeoutMs);
    const membership = new KafkaMembership(
      { waiting: this.#makeLink(), link: this.#link, clock: this.#deps.clock },
      { group, topic, partitions, sessionTimeoutMs: Math.ceil(sessionTimeoutMs) },
    );
    this.#memberships.add(membership);
    return membership;
  }

  async restore(group: string, topic: string, partition: number): Promise<PartitionState> {
    const doing = `restore partition ${partition} of "${topic}"`;
    return await this.#link.persist(doing, async () => {
      checkPartition(await this.#topics.get(topic), partition);
      return await this.#state.restore(group, topic, partition);
    });
  }

  /** See the contract. The member that owns the partitions must have joined on this bus. */
  async commit(commit: Commit): Promise<void> {
    const owned = checkCommit(commit);
    const messages = [...commit.outputs, ...this.#state.messagesOf(commit)];
    const doing = `commit to "${commit.topic}"`;
    if (owned.size === 0) return await this.#writer.write(doing, messages);
    for (;;) {
      const membership = this.#holderOf(commit);
      const { member } = membership;
      try {
        await this.#writer.write(doing, messages, offsetsOf(commit, membership));
        return;
      } catch (error) {
        const type = typeOf(error);
        if (type !== "ILLEGAL_GENERATION" && type !== "UNKNOWN_MEMBER_ID") throw error;
        // The group may be about to share anew; what this member keeps it can store after that.
        if (type === "ILLEGAL_GENERATION") await membership.settled();
        if (membership.member.generationId === member.generationId) {
          membership.forget(member);
          throw new FencedError(commit.owned[0].partition, { cause: error });
        }
      }
    }
  }

  /** Leaves all groups and lets go of the connections. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await Promise.all([...this.#memberships].map((membership) => membership.leave()));
    } finally {
      await this.#link.close();
    }
  }

  /** Finds the member of this bus that holds all partitions of a commit. */
  #holderOf({ group, topic, owned }: Commit): KafkaMembership {
    const members = [...this.#memberships];
    const holder = members.find((member) => member.holds(group, topic, owned));
    if (holder !== undefined) return holder;
    const lost = owned.find((one) => !members.some((member) => member.holds(group, topic, [one])));
    throw new FencedError((lost ?? owned[0]).partition);
  }

  #makeLink(): BrokerLink {
    const cluster = makeCluster(this.#address.cluster);
    return new BrokerLink({ ...this.#deps, cluster, address: this.#address.name });
  }
}

/** A step without offsets stores one as well, of the state's topic, so that the broker looks at the
 * member's generation. */
function offsetsOf(
  { group, topic, offsets, owned }: Commit,
  membership: KafkaMembership,
): OffsetCommit {
  const isWithout = offsets.size === 0;
  return {
    member: () => {
      // While brokers are away the member may be replaced, and join anew beside the commit: what it
      // owned before is none of its new generation's.
      if (membership.holds(group, topic, owned)) return membership.member;
      throw new FencedError(owned[0].partition);
    },
    topic: isWithout ? stateTopic(group, topic) : topic,
    offsets: isWithout ? new Map(owned.map(({ partition }) => [partition, 0])) : offsets,
  };
}
