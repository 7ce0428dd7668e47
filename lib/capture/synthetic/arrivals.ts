/**
 * When packets are asked for, and on which link or by which event.
 * @module
 */

import { Random } from "#lib/core/random.ts";
import { MICROS_PER_SECOND } from "#lib/core/time.ts";
import { EPISODE_STEP_US } from "./episode.ts";
import type { EpisodeSchedule } from "./episode_schedule.ts";
import { LinkLoad } from "./link_load.ts";
import type { InjectedEvent } from "./injection.ts";
import type { SyntheticOptions } from "./options.ts";
import { streamOf } from "./random_stream.ts";
import type { TrafficProfile } from "./traffic_profile.ts";

/** Loads are constant within a slot, µs. Below a second backbone traffic looks Poisson
 * (Karagiannis, Molle, Faloutsos and Broido, "A nonstationary Poisson view of Internet traffic",
 * INFOCOM 2004), and no episode changes its course within a slot. */
const SLOT_US = EPISODE_STEP_US;

/** Tells the streams of arrivals from the other streams of the seed. */
const ARRIVAL_STREAM = 2;
const BURST_STREAM = 3;

/** What the arrivals follow. */
export interface ArrivalsDeps {
  /** How deep day and bursts are. */
  readonly profile: TrafficProfile;
  /** When the congestions are. */
  readonly schedule: EpisodeSchedule;
  /** What was asked for. */
  readonly events: readonly InjectedEvent[];
  /** Those of them that add packets. */
  readonly adding: readonly InjectedEvent[];
}

/**
 * The arrivals on all links in time order: per link a Poisson process whose rate follows its load,
 * and one for each event that adds packets.
 *
 * They are not merged: the sum of independent Poisson processes is one Poisson process of the
 * summed rate, each of whose arrivals comes from one of them with probability in proportion to its
 * rate. One exponential gap and one pick make an arrival, whatever the number of links. Gaps are
 * drawn in units of expected arrivals, so that one that spans slots is exact.
 */
export class Arrivals {
  /** Event time of the current arrival, integer µs. */
  ts = 0;
  /** Where the current arrival comes from: a link by its number, and behind the links the events
   * that add packets. */
  origin = 0;
  readonly #loads: LinkLoad[];
  readonly #adding: readonly InjectedEvent[];
  readonly #random: Random;
  readonly #meanPerUs: number;
  /** Sum of the rates up to and with each origin, arrivals/µs, in this slot. */
  readonly #ratesUpTo: Float64Array;
  #slotEndUs: number;
  /** Time reached, from the start of the slot, µs: small, so that fractions stay exact. */
  #inSlotUs: number;

  /** Starts the arrivals at `options.startUs`. */
  constructor(options: SyntheticOptions, deps: ArrivalsDeps) {
    const { seed, links, startUs, ratePps } = options;
    const { profile, schedule } = deps;
    const bursts = new Random(seed, streamOf(BURST_STREAM, startUs));
    const byLink = Map.groupBy(deps.events, ({ injection }) => injection.link);
    this.#random = new Random(seed, streamOf(ARRIVAL_STREAM, startUs));
    this.#loads = Array.from({ length: links }, (_, link) => {
      const events = byLink.get(link) ?? [];
      return new LinkLoad(link, options, { profile, schedule, events, random: bursts });
    });
    this.#adding = deps.adding;
    this.#meanPerUs = ratePps / links / MICROS_PER_SECOND;
    this.#ratesUpTo = new Float64Array(links + deps.adding.length);
    const slotStartUs = Math.floor(startUs / SLOT_US) * SLOT_US;
    this.#slotEndUs = slotStartUs + SLOT_US;
    this.#inSlotUs = startUs - slotStartUs;
    this.#setRates(startUs);
  }

  /**
   * Moves on to the next arrival.
   * @param beforeUs event time, µs; arrivals from there on are not wanted
   * @returns whether there is one before that time; if not, the arrivals are over
   */
  next(beforeUs: number): boolean {
    const last = this.#ratesUpTo.length - 1;
    let due = this.#random.exponential(1);
    let rate = this.#ratesUpTo[last];
    for (;;) {
      const left = rate * (SLOT_US - this.#inSlotUs);
      if (due < left) break;
      if (this.#slotEndUs >= beforeUs) return false;
      due -= left;
      this.#setRates(this.#slotEndUs);
      this.#slotEndUs += SLOT_US;
      this.#inSlotUs = 0;
      rate = this.#ratesUpTo[last];
    }
    this.#inSlotUs += due / rate;
    // The quotient may round up to the slot's very end.
    const offsetUs = Math.min(Math.floor(this.#inSlotUs), SLOT_US - 1);
    this.ts = this.#slotEndUs - SLOT_US + offsetUs;
    this.origin = this.#pick(rate);
    return this.ts < beforeUs;
  }

  /** Takes the loads at an instant as those of its slot. */
  #setRates(ts: number): void {
    let sum = 0;
    for (let link = 0; link < this.#loads.length; link++) {
      sum += this.#loads[link].at(ts) * this.#meanPerUs;
      this.#ratesUpTo[link] = sum;
    }
    for (let i = 0; i < this.#adding.length; i++) {
      sum += this.#adding[i].addedLoad(ts) * this.#meanPerUs;
      this.#ratesUpTo[this.#loads.length + i] = sum;
    }
  }

  #pick(totalRate: number): number {
    const ratesUpTo = this.#ratesUpTo;
    const point = (this.#random.uint32() / 2 ** 32) * totalRate;
    let low = 0;
    let high = ratesUpTo.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (ratesUpTo[middle] > point) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
