/**
 * A member of a group at work: reads its partitions, runs the pipeline, commits. Everything that
 * keeps "no window lost, none twice" true when processes come, go, stall or die.
 * @module
 */

import { type Bus, FencedError, type Membership, type Ownership } from "#lib/bus/bus.ts";
import type { Clock } from "#lib/core/time.ts";
import type { BadShare } from "./bad_share.ts";
import type { LinkPipeline } from "./link_pipeline.ts";
import type { StaleLinks } from "./stale_links.ts";

/** How a worker works. */
export interface WorkerOptions {
  /** Consumer group. */
  readonly group: string;
  /** Topic of the packets. */
  readonly topic: string;
  /** Where a group that never committed starts. */
  readonly from: "earliest" | "latest";
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
}

/** Most messages of one read, over all partitions. */
const READ_MESSAGES = 20_000;
/** Most bytes of one read: bounds memory with packed messages of any size. */
const READ_BYTES = 8 * 2 ** 20;
/** Most results that wait for a commit: a transaction of theirs takes tens of milliseconds. */
const MOST_PENDING = 10_000;
/** Wait at the end of the log, ms: what a forecast is late by at most. */
const WAIT_MS = 50;
/** Membership is looked at this often, ms, so that newcomers get their share soon. */
const POLL_MS = 500;

/** One member of a group. */
export class GroupWorker {
  readonly #options: WorkerOptions;
  readonly #parts: WorkerParts;
  readonly #positions = new Map<number, number>();
  #owned: readonly Ownership[] = [];
  #committedMs = 0;
  #polledMs = -Infinity;

  /** Joins nothing yet. */
  constructor(options: WorkerOptions, parts: WorkerParts) {
    this.#options = options;
    this.#parts = parts;
  }

  /** Works until the signal, or the end of the log where that is asked for; leaves the group. */
  async run(signal: AbortSignal): Promise<void> {
    const { bus, clock } = this.#parts;
    const { group, topic, sessionTimeoutMs } = this.#options;
    await using membership = await bus.join({ group, topic, sessionTimeoutMs });
    this.#committedMs = clock.nowMs();
    const joinedMs = clock.nowMs();
    while (!signal.aborted) {
      try {
        await this.#pollIfDue(membership);
        const didWork = await this.#work();
        if (didWork) continue;
        await this.#commit();
        if (this.#options.atEnd === "stop" && this.#isDone(joinedMs)) break;
      } catch (error) {
        if (!(error instanceof FencedError)) throw error;
        await this.#startOver(membership);
      }
      await clock.sleep(WAIT_MS, signal);
    }
    try {
      await this.#commit();
    } catch (error) {
      if (!(error instanceof FencedError)) throw error; // the new owner repeats the step
    }
  }

  /** Reads and works once; says whether there was anything to read. */
  async #work(): Promise<boolean> {
    const { bus, pipeline, badShare, staleLinks, clock } = this.#parts;
    const fetched = this.#positions.size === 0 ? [] : await bus.read({
      topic: this.#options.topic,
      from: this.#positions,
      maxMessages: READ_MESSAGES,
      maxBytes: READ_BYTES,
    });
    let messages = 0;
    for (const { partition, offsets } of fetched) {
      this.#positions.set(partition, offsets[offsets.length - 1] + 1);
      messages += offsets.length;
    }
    if (messages > 0) badShare.count(messages, pipeline.process(fetched));
    if (this.#options.atEnd === "wait") staleLinks.look(pipeline);
    const isDue = clock.nowMs() - this.#committedMs >= this.#options.commitIntervalMs;
    if (isDue || pipeline.pendingOutputs >= MOST_PENDING) await this.#commit();
    return messages > 0;
  }

  async #commit(): Promise<void> {
    const { bus, pipeline, clock } = this.#parts;
    const { group, topic } = this.#options;
    if (pipeline.isPending) {
      await bus.commit({ group, topic, owned: this.#owned, ...pipeline.takeStep() });
    }
    this.#committedMs = clock.nowMs();
  }

  async #pollIfDue(membership: Membership): Promise<void> {
    const { pipeline, clock } = this.#parts;
    const nowMs = clock.nowMs();
    if (nowMs - this.#polledMs < Math.min(POLL_MS, this.#options.sessionTimeoutMs / 3)) return;
    // Partitions may be given back by the poll: what was done on them is stored before.
    await this.#commit();
    this.#polledMs = nowMs;
    const { revoked, assigned } = await membership.poll();
    this.#owned = membership.owned;
    for (const { partition } of revoked) {
      this.#positions.delete(partition);
      pipeline.drop(partition);
    }
    for (const { partition } of assigned) await this.#takeOver(partition);
  }

  async #takeOver(partition: number): Promise<void> {
    const { bus, pipeline } = this.#parts;
    const { group, topic, from } = this.#options;
    const { offset, entries } = await bus.restore(group, topic, partition);
    pipeline.drop(partition);
    pipeline.restore(partition, entries);
    this.#positions.set(partition, offset ?? await this.#startOf(partition, from));
  }

  async #startOf(partition: number, from: "earliest" | "latest"): Promise<number> {
    const info = await this.#parts.bus.describeTopic(this.#options.topic);
    return info?.partitions[partition][from] ?? 0;
  }

  /** A commit was refused, so that its step is gone: takes up again what is still owned. */
  async #startOver(membership: Membership): Promise<void> {
    const { pipeline } = this.#parts;
    pipeline.discard();
    const { revoked } = await membership.poll();
    this.#owned = membership.owned;
    const lost = [...this.#positions.keys(), ...revoked.map(({ partition }) => partition)];
    for (const partition of lost) pipeline.drop(partition);
    this.#positions.clear();
    for (const { partition } of this.#owned) await this.#takeOver(partition);
  }

  /** At the end of the log, a member without partitions waits until those of a member that died
   * would have come to it. */
  #isDone(joinedMs: number): boolean {
    return this.#positions.size > 0 ||
      this.#parts.clock.nowMs() - joinedMs > 2 * this.#options.sessionTimeoutMs;
  }
}
