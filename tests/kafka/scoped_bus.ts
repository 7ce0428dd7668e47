/**
 * A bus whose topics and groups have a prefix that its user does not see: one broker then serves
 * many tests, each with topics and groups of its own.
 * @module
 */

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
} from "#lib/bus/bus.ts";
import { UserError } from "#lib/core/errors.ts";

/** Tests' sessions are this many times shorter than they ask for: a real broker's time cannot be
 * moved on. */
export const HASTE = 5;

/** See the module. */
export class ScopedBus implements Bus {
  readonly #bus: Bus;
  readonly #prefix: string;

  constructor(bus: Bus, prefix: string) {
    this.#bus = bus;
    this.#prefix = prefix;
  }

  createTopic(name: string, options: TopicOptions): Promise<void> {
    return this.#run(() => this.#bus.createTopic(this.#prefix + name, options));
  }

  async describeTopic(name: string): Promise<TopicInfo | undefined> {
    const info = await this.#run(() => this.#bus.describeTopic(this.#prefix + name));
    return info && { ...info, name };
  }

  offsetsSince(topic: string, sinceMs: number): Promise<number[]> {
    return this.#run(() => this.#bus.offsetsSince(this.#prefix + topic, sinceMs));
  }

  publish(messages: readonly OutgoingMessage[]): Promise<void> {
    return this.#run(() => this.#bus.publish(this.#scoped(messages)));
  }

  read(request: ReadRequest): Promise<FetchedMessages[]> {
    return this.#run(() => this.#bus.read({ ...request, topic: this.#prefix + request.topic }));
  }

  join(request: JoinRequest): Promise<Membership> {
    return this.#run(() =>
      this.#bus.join({
        group: this.#prefix + request.group,
        topic: this.#prefix + request.topic,
        sessionTimeoutMs: request.sessionTimeoutMs / HASTE,
      })
    );
  }

  restore(group: string, topic: string, partition: number): Promise<PartitionState> {
    return this.#run(() =>
      this.#bus.restore(this.#prefix + group, this.#prefix + topic, partition)
    );
  }

  commit(commit: Commit): Promise<void> {
    return this.#run(() =>
      this.#bus.commit({
        ...commit,
        group: this.#prefix + commit.group,
        topic: this.#prefix + commit.topic,
        outputs: this.#scoped(commit.outputs),
      })
    );
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.#bus[Symbol.asyncDispose]();
  }

  #scoped(messages: readonly OutgoingMessage[]): OutgoingMessage[] {
    return messages.map((message) => ({ ...message, topic: this.#prefix + message.topic }));
  }

  async #run<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      throw new UserError(error.message.replaceAll(this.#prefix, ""), { cause: error });
    }
  }
}
