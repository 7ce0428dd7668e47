/**
 * The generator: realistic packets on several links, as a source like any capture.
 * @module
 */

import { type PacketBatch, RecordKind } from "#lib/core/packet.ts";
import type { LinkTable } from "#lib/core/link_table.ts";
import type { PacketSource, SourceStats } from "../source.ts";
import { Arrivals } from "./arrivals.ts";
import { EpisodeSchedule } from "./episode_schedule.ts";
import { FlowTable } from "./flow_table.ts";
import { LabelFeed } from "./label_feed.ts";
import type { CongestionLabel } from "./labels.ts";
import {
  checkSyntheticOptions,
  DEFAULT_SYNTHETIC_OPTIONS,
  type SyntheticOptions,
} from "./options.ts";
import { OFFICE_PROFILE } from "./traffic_profile.ts";

/**
 * Seeded traffic with a daily and weekly shape, long-range dependent bursts and labelled episodes
 * of congestion. Event time never runs backwards, on any link or over all of them. The same
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
  /** Names of the links, by number. */
  readonly linkNames: readonly string[];
  readonly #maxPackets: number;
  readonly #endUs: number;
  readonly #arrivals: Arrivals;
  readonly #flows: FlowTable;
  readonly #labels: LabelFeed;
  /** The table that the indices in `#linkIndex` belong to. */
  #links: LinkTable | undefined;
  /** By number of the link: its index in the reader's table. */
  readonly #linkIndex: Uint32Array;
  /** Whether `#arrivals` stands at an arrival that is to be given. */
  #waiting: boolean;
  #reachedUs: number;

  /**
   * Prepares the traffic.
   * @param options what differs from {@link DEFAULT_SYNTHETIC_OPTIONS}
   * @throws {RangeError} that names the option, its value and its bounds
   */
  constructor(options: Partial<SyntheticOptions> = {}) {
    const all = { ...DEFAULT_SYNTHETIC_OPTIONS, ...options };
    checkSyntheticOptions(all);
    const schedule = new EpisodeSchedule(all);
    this.linkNames = Array.from({ length: all.links }, (_, link) => `link-${link + 1}`);
    this.#linkIndex = new Uint32Array(all.links);
    this.#maxPackets = all.maxPackets;
    this.#endUs = all.startUs + all.durationUs;
    this.#arrivals = new Arrivals(all, schedule);
    this.#flows = new FlowTable(all, OFFICE_PROFILE);
    this.#labels = new LabelFeed(schedule, this.linkNames, all.startUs);
    this.#waiting = this.#arrivals.next(this.#endUs);
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
    const arrivals = this.#arrivals;
    const { addresses } = batch;
    const words = new Uint32Array(addresses.buffer, addresses.byteOffset, addresses.length / 4);
    const first = batch.length;
    const end = first + Math.min(batch.free, this.#maxPackets - this.stats.packets);
    let row = first;
    let bytes = 0;
    for (; row < end && this.#waiting && arrivals.ts < untilUs; row++) {
      batch.kind[row] = RecordKind.packet;
      batch.ts[row] = arrivals.ts;
      batch.link[row] = this.#linkIndex[arrivals.link];
      this.#flows.writePacket(batch, words, row, arrivals.link);
      bytes += batch.len[row];
      this.#waiting = arrivals.next(this.#endUs);
    }
    batch.length = row;
    this.stats.packets += row - first;
    this.stats.bytes += bytes;
    if (row < end) this.#reachedUs = Math.max(this.#reachedUs, Math.min(untilUs, this.#endUs));
    else if (row > first) this.#reachedUs = batch.ts[row - 1];
    return row - first;
  }

  /**
   * Gives the labels of the episodes whose build-up began before {@link SyntheticSource.reachedUs}
   * and that were not taken yet, in order of that time. To have the labels of all traffic that was
   * read, take them after the last read. Traffic that starts within an episode gives its label too.
   */
  takeLabels(): CongestionLabel[] {
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
