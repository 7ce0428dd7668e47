/**
 * Makes the packets of synthetic traffic in time order: those that are asked for, and those that
 * follow from them.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import { Random } from "#lib/core/random.ts";
import { Arrivals } from "./arrivals.ts";
import type { EpisodeSchedule } from "./episode_schedule.ts";
import { FlowEngine } from "./flow_engine.ts";
import { everydayPools, type FlowPool, layOut } from "./flow_pools.ts";
import { InjectedPackets } from "./injected_packets.ts";
import type { InjectedEvent } from "./injection.ts";
import type { SyntheticOptions } from "./options.ts";
import { streamOf } from "./random_stream.ts";
import { RowWriter } from "./row_writer.ts";
import { web } from "./services.ts";
import type { TrafficProfile } from "./traffic_profile.ts";

/** Tells the streams of flows and of attacks from the other streams of the seed. */
const FLOW_STREAM = 4;
const ATTACK_STREAM = 5;
const TCP = 6;
/** Flows of a crowd are short: a page and gone. */
const CROWD = { ...web(TCP, 443, 100), leastExchanges: 2, mostExchanges: 20 };

/** Kinds that change the load and add no packets of their own. */
const CHANGES_ONLY: ReadonlySet<string> = new Set(["outage", "level-shift"]);

/** What the traffic is made from. */
export interface TrafficParts {
  /** Kind of network. */
  readonly profile: TrafficProfile;
  /** When the congestions are. */
  readonly schedule: EpisodeSchedule;
  /** What was asked for. */
  readonly events: readonly InjectedEvent[];
}

/** Everything that makes packets, at one event time. */
export class TrafficMaker {
  readonly #links: number;
  readonly #endUs: number;
  readonly #arrivals: Arrivals;
  readonly #engine: FlowEngine;
  readonly #rows = new RowWriter();
  readonly #random: Random;
  /** By percent of a link's packets: the service. */
  readonly #serviceAt: Uint8Array;
  readonly #services: number;
  /** By event that adds packets: its pool of flows, or the packets of its attack. */
  readonly #added: readonly (number | InjectedPackets)[];
  readonly #outages: readonly InjectedEvent[];
  readonly #isOut: (link: number, ts: number) => boolean;
  /** Whether the arrivals stand at one that is to be given. */
  #waiting: boolean;

  /** Starts the traffic at `options.startUs`. */
  constructor(options: SyntheticOptions, { profile, schedule, events }: TrafficParts) {
    const { seed, startUs, links, rttJitter, lossShare, ratePps } = options;
    const rttUs = options.rttUs ?? profile.rttUs;
    const manners = {
      ...{ rttUs, rttSpread: options.rttSpread ?? profile.rttSpread },
      ...{ rttJitter, lossShare, ipv6Share: profile.ipv6Share },
    };
    const adding = events.filter(({ injection }) => !CHANGES_ONLY.has(injection.kind));
    const pools = everydayPools(profile, options);
    const attacks = new Random(seed, streamOf(ATTACK_STREAM, startUs));
    this.#random = new Random(seed, streamOf(FLOW_STREAM, startUs));
    this.#added = adding.map(({ injection }) => {
      if (injection.kind !== "flash-crowd") {
        return new InjectedPackets(injection, { random: attacks, rows: this.#rows });
      }
      pools.push(crowdPool(injection.link, injection.intensity * ratePps / links));
      return pools.length - 1;
    });
    const together = { random: this.#random, rows: this.#rows };
    this.#engine = new FlowEngine(pools, layOut(pools, rttUs), manners, together);
    this.#arrivals = new Arrivals(options, { profile, schedule, events, adding });
    this.#serviceAt = Uint8Array.from(
      profile.services.flatMap(({ sharePercent }, i) => new Array<number>(sharePercent).fill(i)),
    );
    this.#services = profile.services.length;
    this.#outages = events.filter(({ injection }) => injection.kind === "outage");
    this.#isOut = this.#outages.length === 0
      ? () => false
      : (link, ts) => this.#outages.some((e) => e.injection.link === link && e.factor(ts) === 0);
    this.#links = links;
    this.#endUs = startUs + options.durationUs;
    this.#waiting = this.#arrivals.next(this.#endUs);
  }

  /** Bytes on the wire of all packets that were made. */
  get bytes(): number {
    return this.#rows.bytes;
  }

  /**
   * Adds packets to a batch.
   * @param linkIndex by number of the link: its index in the batch's table
   * @param rows rows that the batch is filled up to
   * @param untilUs event time, µs; packets from there on are left for later
   * @returns what ended it: all rows are filled, or nothing is left before the instant
   */
  fill(
    batch: PacketBatch,
    linkIndex: Uint32Array,
    rows: number,
    untilUs: number,
  ): "rows" | "instant" {
    this.#rows.bind(batch, linkIndex);
    const engine = this.#engine;
    const arrivals = this.#arrivals;
    const stopUs = Math.min(untilUs, this.#endUs);
    while (batch.length < rows) {
      const arrivalUs = this.#waiting ? arrivals.ts : Infinity;
      const dueUs = engine.nextUs;
      if (dueUs < arrivalUs) {
        if (dueUs >= stopUs) return "instant";
        engine.resume(this.#isOut);
      } else {
        if (arrivalUs >= stopUs) return "instant";
        this.#answer(arrivals.origin, arrivalUs);
        this.#waiting = arrivals.next(this.#endUs);
      }
    }
    return "rows";
  }

  /** Makes the packet that an arrival asks for, if it is not there already. */
  #answer(origin: number, ts: number): void {
    if (origin < this.#links) {
      const percent = ((this.#random.uint32() >>> 16) * 100) >>> 16;
      this.#engine.ask(origin * this.#services + this.#serviceAt[percent], ts);
      return;
    }
    const added = this.#added[origin - this.#links];
    if (typeof added === "number") this.#engine.ask(added, ts);
    else if (!this.#isOut(added.link, ts)) added.write(ts);
  }
}

function crowdPool(link: number, ratePps: number): FlowPool {
  return { link, service: CROWD, ratePps, servers: "one" };
}
