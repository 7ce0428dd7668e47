/**
 * A member of a group at work: reads its partitions, runs the pipeline, commits. Everything that
 * keeps "no window lost, none twice" true when processes come, go, stall or die.
 * @module
 */

import {
  type Bus,
  FencedError,
  type FetchedMessages,
  type Membership,
  type Ownership,
} from "#lib/bus/bus.ts";
import { UserError } from "#lib/core/errors.ts";
import { type Log, silentLog } from "#lib/core/log.ts";
import type { Clock } from "#lib/core/time.ts";
import type { BadShare } from "./bad_share.ts";
import type { LinkPipeline } from "./link_pipeline.ts";
import type { StaleLinks } from "./stale_links.ts";
import { newWorkerStats, type WorkerStats } from "./worker_stats.ts";

/** How a worker works. */
export interface WorkerOptions {
  /** Consumer group. */
  readonly group: string;
  /** Topic of the packets. */
  readonly topic: string;
  /** Where a group that never committed starts: an end of the log, or the first message appended
   * at or after a time, ms. */
  readonly from: "earliest" | "latest" | number;
  /** Whether to go on at the end of the log. */
  readonly atEnd: "wait" | "stop";
  /** How long a silent member keeps its partitions. */
  readonly sessionTimeoutMs: number;
  /** How often work is stored. */
  readonly commitIntervalMs: number;
}

/** What a worker works with. */
export interface WorkerParts {
  /** The bus. */
  readonly bus: Bus;
  /** The stages. */
  readonly pipeline: LinkPipeline;
  /** Stops on a wrong topic. */
  readonly badShare: BadShare;
  /** Notes links that went silent. */
  readonly staleLinks: StaleLinks;
  /** The wall clock. */
  readonly clock: Clock;
  /** Told when work was lost to another member, or messages to retention. @default nobody */
  readonly log?: Log;
}

/** Most messages of one read, over all partitions. */
const READ_MESSAGES = 20_000;
/** Most bytes of one read: bounds memory with packed messages of any size. */
const READ_BYTES = 2 * 2 ** 20;
/** Wait at the end of the log, ms: what a forecast is late by at most. */
const WAIT_MS = 50;
/** Membership is looked at this often, ms, so that newcomers get their share soon. */
const POLL_MS = 500;

/**
 * One member of a group.
 *
 * All that a step of work made is in the pipeline until a commit stores it, together with the
 * offsets behind the messages that it was made from. Partitions come and go at polls only, and a
 * commit goes before each poll: what is given back is stored, what is taken over begins where its
 * last owner's commits end. A member that lost partitions without knowing has its commit refused,
 * forgets all that is not stored, and takes up again what it still owns.
 */
export class GroupWorker {
  /** What was done so far. */
  readonly stats: WorkerStats = newWorkerStats();
  readonly #options: WorkerOptions;
  readonly #parts: WorkerParts;
  readonly #log: Log;
  /** Next offset to read, by partition. */
  readonly #positions = new Map<number, number>();
  /** Next offset that a restart would read, by partition. */
  readonly #stored = new Map<number, number>();
  /** What was read and is not yet worked on. */
  #fetched: readonly FetchedMessages[] = [];
  #owned: readonly Ownership[] = [];
  #committedMs = 0;
  #polledMs = -Infinity;
  #isFenced = false;

  /** Joins nothing yet. */
  constructor(options: WorkerOptions, parts: WorkerParts) {
    this.#options = options;
    this.#parts = parts;
    this.#log = parts.log ?? silentLog;
  }

  /** Works until the signal, or the end of the log where that is asked for; leaves the group. */
  async run(signal: AbortSignal): Promise<void> {
    const { bus, clock } = this.#parts;
    const { group, topic, sessionTimeoutMs } = this.#options;
    await using membership = await bus.join({ group, topic, sessionTimeoutMs });
    const joinedMs = clock.nowMs();
    this.#committedMs = joinedMs;
    while (!signal.aborted) {
      try {
        if (this.#isFenced) await this.#startOver(membership);
        else if (this.#isPollDue()) await this.#poll(membership);
        if (await this.#work()) continue;
        await this.#commit();
        this.stats.ends++;
        if (this.#options.atEnd === "stop" && await this.#isDone(joinedMs)) break;
      } catch (error) {
        this.#noteFence(error);
      }
      await clock.sleep(WAIT_MS, signal);
    }
    try {
      await this.#commit();
    } catch (error) {
      this.#noteFence(error);
    }
  }

  /** How many partitions this member owns. */
  get partitions(): number {
    return this.#positions.size;
  }

  /** Asks the bus how far each partition of this member goes beyond what is committed: offsets, of
   * which some buses leave out a few, so that there are as many messages at most. */
  async lag(): Promise<Map<number, number>> {
    const info = await this.#parts.bus.describeTopic(this.#options.topic);
    return new Map([...this.#stored].map(([partition, offset]) => [
      partition,
      Math.max(0, (info?.partitions[partition]?.latest ?? 0) - offset),
    ]));
  }

  /** Works on what was read, or reads on; says whether there was anything. */
  async #work(): Promise<boolean> {
    const { pipeline, badShare, staleLinks, clock } = this.#parts;
    if (this.#fetched.length === 0) this.#fetched = await this.#read();
    const { messages, reasons, rest } = pipeline.process(this.#fetched);
    this.#fetched = rest;
    if (this.#options.atEnd === "wait") staleLinks.look(pipeline);
    const sinceMs = Math.abs(clock.nowMs() - this.#committedMs);
    const isDue = sinceMs >= this.#options.commitIntervalMs;
    // Dead letters are stored before they can stop the process: they tell why it stopped.
    if (isDue || pipeline.isFull || reasons.length > 0) await this.#commit();
    badShare.count(messages, reasons);
    // A step may end inside a message, with none of them done.
    return messages > 0 || this.#fetched.length > 0;
  }

  async #read(): Promise<readonly FetchedMessages[]> {
    if (this.#positions.size === 0) return [];
    const fetched = await this.#parts.bus.read({
      topic: this.#options.topic,
      from: this.#positions,
      maxMessages: READ_MESSAGES,
      maxBytes: READ_BYTES,
    });
    const behindGaps = fetched.filter(({ partition, offsets }) =>
      offsets[0] !== this.#positions.get(partition)
    );
    if (behindGaps.length > 0) await this.#lookForLoss(behindGaps);
    for (const { partition, offsets, values } of fetched) {
      this.#positions.set(partition, offsets[offsets.length - 1] + 1);
      this.stats.readMessages += offsets.length;
      for (const value of values) this.stats.readBytes += value.length;
    }
    return fetched;
  }

  /** Offsets may have gaps; but where a partition now begins behind them, retention has deleted
   * messages that nobody had read. */
  async #lookForLoss(behindGaps: readonly FetchedMessages[]): Promise<void> {
    const { bus, pipeline } = this.#parts;
    const { topic } = this.#options;
    const info = await bus.describeTopic(topic); // of all at once: on Kafka most reads have gaps
    for (const { partition } of behindGaps) {
      const deleted = (info?.partitions[partition].earliest ?? 0) - this.#positions.get(partition)!;
      if (deleted <= 0) continue;
      pipeline.breakOff(partition);
      this.#log.warn(
        `${deleted} messages of "${topic}", partition ${partition}, were deleted before ` +
          `they were read: its links start over; make the topic with a longer --retention or a ` +
          `larger --retention-size, or run more processes in the group`,
      );
    }
  }

  async #commit(): Promise<void> {
    const { bus, pipeline, clock } = this.#parts;
    const { group, topic } = this.#options;
    if (pipeline.isPending) {
      const step = pipeline.takeStep();
      await bus.commit({ group, topic, owned: this.#owned, ...step });
      for (const [partition, offset] of step.offsets) this.#stored.set(partition, offset);
      this.stats.commits++;
      if (step.offsets.size > 0) this.stats.moves++;
    }
    this.#committedMs = clock.nowMs();
  }

  #isPollDue(): boolean {
    // The absolute value, so that a wall clock that was set back keeps nobody from polling.
    const sinceMs = Math.abs(this.#parts.clock.nowMs() - this.#polledMs);
    return sinceMs >= Math.min(POLL_MS, this.#options.sessionTimeoutMs / 3);
  }

  /** Says that this member lives; gives back and takes over partitions. */
  async #poll(membership: Membership): Promise<void> {
    await this.#commit();
    this.#polledMs = this.#parts.clock.nowMs();
    const { revoked, assigned } = await membership.poll();
    this.#owned = membership.owned;
    if (revoked.length + assigned.length > 0) this.stats.rebalances++;
    for (const { partition } of revoked) this.#letGo(partition);
    await this.#takeOver(assigned);
  }

  #letGo(partition: number): void {
    this.#positions.delete(partition);
    this.#stored.delete(partition);
    this.#fetched = this.#fetched.filter((messages) => messages.partition !== partition);
    const { pipeline, staleLinks } = this.#parts;
    for (const link of pipeline.drop(partition)) staleLinks.forget(link);
  }

  /** Takes partitions up where the group's commits end. */
  async #takeOver(assigned: readonly Ownership[]): Promise<void> {
    const { bus, pipeline } = this.#parts;
    const { group, topic } = this.#options;
    const starts = new Map<number, number>();
    for (const { partition } of assigned) {
      this.#letGo(partition);
      const { offset, entries } = await bus.restore(group, topic, partition);
      pipeline.restore(partition, entries);
      if (offset === undefined) starts.set(partition, await this.#startOf(partition));
      this.#positions.set(partition, offset ?? starts.get(partition)!);
      this.#stored.set(partition, offset ?? starts.get(partition)!);
    }
    if (assigned.length > 0) await this.#checkEnds(assigned);
    if (starts.size === 0) return;
    // Stored at once: whoever comes after a crash must not start at a later end of the log.
    const step = { offsets: starts, outputs: [], state: [] };
    await bus.commit({ group, topic, owned: this.#owned, ...step });
  }

  /** Refuses to wait at a place that the log does not reach: what is appended before it comes there
   * would never be read. */
  async #checkEnds(assigned: readonly Ownership[]): Promise<void> {
    const { group, topic } = this.#options;
    const info = await this.#parts.bus.describeTopic(topic);
    for (const { partition } of assigned) {
      const latest = info?.partitions[partition]?.latest ?? 0;
      const position = this.#positions.get(partition)!;
      if (position <= latest) continue;
      throw new UserError(
        `Cannot go on in "${topic}": the group "${group}" has read partition ${partition} up to ` +
          `offset ${position}, but it ends at ${latest}: the topic was made anew, or has lost ` +
          `messages; choose another --group, which starts over`,
      );
    }
  }

  async #startOf(partition: number): Promise<number> {
    const { topic, from } = this.#options;
    if (typeof from === "number") {
      return (await this.#parts.bus.offsetsSince(topic, from))[partition];
    }
    const info = await this.#parts.bus.describeTopic(topic);
    return info?.partitions[partition][from] ?? 0;
  }

  /** Takes note of a refused commit, whose step is lost: the new owner repeats it. */
  #noteFence(error: unknown): void {
    if (!(error instanceof FencedError)) throw error;
    this.#isFenced = true;
    this.stats.fences++;
    this.#log.warn(
      `another process of the group "${this.#options.group}" took over partition ` +
        `${error.partition} while this one was silent: what it had not stored is dropped`,
    );
  }

  /** After a refused commit, whose step is gone: forgets what the partitions were at, and takes up
   * again what is still owned. */
  async #startOver(membership: Membership): Promise<void> {
    for (const partition of [...this.#positions.keys()]) this.#letGo(partition);
    this.#polledMs = this.#parts.clock.nowMs();
    await membership.poll();
    this.#owned = membership.owned;
    await this.#takeOver(this.#owned);
    this.#isFenced = false;
  }

  /** At the end of what this member owns, says whether the group is at the end of the log. If it is
   * not, a member may have died, whose partitions come free once its session is over; one that
   * lives has its own way there. */
  async #isDone(joinedMs: number): Promise<boolean> {
    const sinceMs = Math.abs(this.#parts.clock.nowMs() - joinedMs);
    return sinceMs > 2 * this.#options.sessionTimeoutMs || await this.#areOthersDone();
  }

  async #areOthersDone(): Promise<boolean> {
    const { bus } = this.#parts;
    const { group, topic } = this.#options;
    const info = await bus.describeTopic(topic);
    const from = new Map<number, number>();
    for (const [partition, { latest }] of info?.partitions.entries() ?? []) {
      if (this.#positions.has(partition)) continue;
      const { offset = 0 } = await bus.restore(group, topic, partition);
      if (offset < latest) from.set(partition, offset);
    }
    // Offsets may have gaps at the end too, with no message in them.
    return from.size === 0 ||
      (await bus.read({ topic, from, maxMessages: 1, maxBytes: 1 })).length === 0;
  }
}
