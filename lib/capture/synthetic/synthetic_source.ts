/**
 * The generator: realistic packets on several links, as a source like any capture.
 * @module
 */

import type { LinkTable } from "#lib/core/link_table.ts";
import type { PacketBatch } from "#lib/core/packet.ts";
import type { PacketSource, SourceStats } from "../source.ts";
import { EpisodeSchedule } from "./episode_schedule.ts";
import { LabelFeed } from "./label_feed.ts";
import type { TrafficLabel } from "./labels.ts";
import { InjectedEvent } from "./injection.ts";
import {
  checkSyntheticOptions,
  DEFAULT_SYNTHETIC_OPTIONS,
  type SyntheticOptions,
} from "./options.ts";
import { PROFILES } from "./profiles.ts";
import { TrafficMaker } from "./traffic_maker.ts";

/**
 * Seeded traffic with a daily and weekly shape or that of a series, long-range dependent bursts,
 * flows that open, answer and close, labelled episodes of congestion and events that are asked for. Event time never runs backwards, on any link or over all of them. The same
 * options give the same packets, however they are read.
 *
 * @example
 * ```ts
 * import { LinkTable } from "#lib/core/link_table.ts";
 * import { PacketBatch } from "#lib/core/packet.ts";
 * import { SyntheticSource } from "#lib/capture/synthetic/synthetic_source.ts";
 *
 * await using source = new SyntheticSource({ seed: 7, durationUs: 60_000_000 });
 * const batch = new PacketBatch(4096, new LinkTable());
 * while (await source.read(batch) > 0) {
 *   for (const label of source.takeLabels()) console.log(label.link, label.startUs);
 *   batch.clear();
 * }
 * ```
 */
export class SyntheticSource implements PacketSource {
  /** What was given so far; nothing is undecoded, and no input is read. */
  readonly stats: SourceStats = {
    packets: 0,
    bytes: 0,
    inputBytes: 0,
    dropped: 0,
    undecoded: new Map(),
  };
  /** Always `undefined`: synthetic traffic is whole. */
  readonly damage: undefined = undefined;
  /** Event time at which the traffic ends, µs. */
  readonly endUs: number;
  /** Names of the links, by number. */
  readonly linkNames: readonly string[];
  readonly #maxPackets: number;
  readonly #maker: TrafficMaker;
  readonly #labels: LabelFeed;
  /** The table that the indices in `#linkIndex` belong to. */
  #links: LinkTable | undefined;
  /** By number of the link: its index in the reader's table. */
  readonly #linkIndex: Uint32Array;
  #reachedUs: number;

  /**
   * Prepares the traffic.
   * @param options what differs from {@link DEFAULT_SYNTHETIC_OPTIONS}
   * @throws {RangeError} that names the option, its value and its bounds
   */
  constructor(options: Partial<SyntheticOptions> = {}) {
    const all = { ...DEFAULT_SYNTHETIC_OPTIONS, ...options };
    checkSyntheticOptions(all);
    const profile = PROFILES[all.profile];
    const schedule = new EpisodeSchedule(all);
    const events = all.injections.map((injection) => new InjectedEvent(injection, all.startUs));
    this.linkNames = Array.from({ length: all.links }, (_, link) => `link-${link + 1}`);
    this.#linkIndex = new Uint32Array(all.links);
    this.#maxPackets = all.maxPackets;
    this.endUs = all.startUs + all.durationUs;
    this.#maker = new TrafficMaker(all, { profile, schedule, events });
    this.#labels = new LabelFeed({ schedule, events }, this.linkNames, all.startUs);
    this.#reachedUs = all.startUs;
  }

  /** Event time that the traffic has reached, µs: of the last packet, or the instant or the end
   * up to which all packets were given. */
  get reachedUs(): number {
    return this.#reachedUs;
  }

  /** Fills the free rows of a batch; see {@link PacketSource.read}. */
  read(batch: PacketBatch): Promise<number> {
    return Promise.resolve(this.readUntil(batch, Infinity));
  }

  /**
   * Fills the free rows of a batch with packets from before an instant, for those who play traffic
   * at a pace.
   * @param untilUs event time, µs
   * @returns how many were added; fewer than were free says that the instant or the end is reached
   */
  readUntil(batch: PacketBatch, untilUs: number): number {
    if (batch.links !== this.#links) this.#intern(batch.links);
    const first = batch.length;
    const free = Math.min(batch.free, this.#maxPackets - this.stats.packets);
    const bytesBefore = this.#maker.bytes;
    const reached = this.#maker.fill(batch, this.#linkIndex, first + free, untilUs);
    this.stats.packets += batch.length - first;
    this.stats.bytes += this.#maker.bytes - bytesBefore;
    if (reached === "instant") {
      this.#reachedUs = Math.max(this.#reachedUs, Math.min(untilUs, this.endUs));
    } else if (batch.length > first) this.#reachedUs = batch.ts[batch.length - 1];
    return batch.length - first;
  }

  /**
   * Gives the labels of the events whose build-up began before {@link SyntheticSource.reachedUs}
   * and that were not taken yet, in order of that time. To have the labels of all traffic that was
   * read, take them after the last read. Traffic that starts within an episode gives its label too.
   */
  takeLabels(): TrafficLabel[] {
    return this.#labels.take(this.#reachedUs);
  }

  /** Does nothing: there is nothing to give back. */
  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }

  #intern(links: LinkTable): void {
    this.linkNames.forEach((name, link) => this.#linkIndex[link] = links.intern(name));
    this.#links = links;
  }
}
