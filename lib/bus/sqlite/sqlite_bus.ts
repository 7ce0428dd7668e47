/**
 * The embedded log: a bus in one SQLite file, shared by the processes of one machine.
 * @module
 */

import type { Clock } from "#lib/core/time.ts";
import type {
  Bus,
  Commit,
  FetchedMessages,
  JoinRequest,
  Membership,
  OutgoingMessage,
  PartitionState,
  ReadRequest,
  TopicInfo,
  TopicOptions,
} from "../bus.ts";
import {
  checkCommit,
  checkJoin,
  checkMessages,
  checkRead,
  checkTopicOptions,
} from "../requests.ts";
import type { Connection } from "./connection.ts";
import { GroupStore } from "./group_store.ts";
import { MemberTable } from "./member_table.ts";
import { MessageLog } from "./message_log.ts";
import { Retention } from "./retention.ts";
import { SqliteMembership } from "./sqlite_membership.ts";
import { TopicCatalog } from "./topic_catalog.ts";

/**
 * The bus on an opened log. Each `publish` and each `commit` is one transaction, which other
 * writers wait for: some thousand messages a call are fast, and more are not faster.
 */
export class SqliteBus implements Bus {
  readonly #connection: Connection;
  readonly #clock: Clock;
  readonly #topics: TopicCatalog;
  readonly #messages: MessageLog;
  readonly #retention: Retention;
  readonly #groups: GroupStore;
  readonly #memberships = new Set<Membership>();

  /**
   * Makes a bus.
   * @param connection an opened log, see `open_log.ts`; the bus closes it
   * @param deps.clock tells the time of appending and of signs of life
   */
  constructor(connection: Connection, deps: { readonly clock: Clock }) {
    this.#connection = connection;
    this.#clock = deps.clock;
    this.#topics = new TopicCatalog(connection);
    this.#messages = new MessageLog(connection, this.#topics);
    this.#retention = new Retention(connection, { topics: this.#topics, clock: deps.clock });
    this.#groups = new GroupStore(connection);
  }

  async createTopic(name: string, options: TopicOptions): Promise<void> {
    checkTopicOptions(name, options);
    await this.#connection.write(() => this.#topics.create(name, options));
  }

  describeTopic(name: string): Promise<TopicInfo | undefined> {
    return this.#connection.read(() => this.#topics.describe(name));
  }

  offsetsSince(topic: string, sinceMs: number): Promise<number[]> {
    return this.#connection.read(() => this.#messages.offsetsSince(topic, sinceMs));
  }

  async publish(messages: readonly OutgoingMessage[]): Promise<void> {
    checkMessages(messages);
    if (messages.length === 0) return;
    await this.#append(messages, () => {});
  }

  async read(request: ReadRequest): Promise<FetchedMessages[]> {
    checkRead(request);
    return await this.#connection.read(() => this.#messages.read(request));
  }

  async join(request: JoinRequest): Promise<Membership> {
    checkJoin(request);
    const topic = await this.#connection.read(() => this.#topics.get(request.topic));
    const deps = {
      connection: this.#connection,
      clock: this.#clock,
      table: new MemberTable(this.#connection, request.group, topic),
      lockFolder: `${this.#connection.path}-members`,
    };
    const membership = await SqliteMembership.join(deps, request.sessionTimeoutMs);
    this.#memberships.add(membership);
    return membership;
  }

  restore(group: string, topicName: string, partition: number): Promise<PartitionState> {
    return this.#connection.read(() => {
      const topic = this.#topics.get(topicName);
      return this.#groups.restore(group, topic.partitionId(partition));
    });
  }

  async commit(commit: Commit): Promise<void> {
    const owned = checkCommit(commit);
    await this.#append(commit.outputs, () => {
      this.#groups.store(commit, this.#topics.get(commit.topic), owned);
    });
  }

  /** Leaves all groups, waits for the calls under way, and closes the log. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      for (const membership of this.#memberships) await membership.leave();
    } finally {
      await this.#connection.close();
    }
  }

  /** Appends messages in one transaction with what `first` does, after a step of retention. */
  #append(messages: readonly OutgoingMessage[], first: () => void): Promise<void> {
    const isTrimDue = messages.length > 0 && this.#retention.isDue;
    return this.#connection.write(() => {
      first();
      this.#messages.append(messages, this.#clock.nowMs());
    }, isTrimDue ? () => this.#retention.step(messages.length) : undefined);
  }
}
