/**
 * Events that were asked for: when each is under way, and what it does to its link.
 * @module
 */

import type { InjectedKind } from "#lib/core/traffic_event.ts";
import { CONGESTED_LEVEL, EPISODE_STEP_US } from "./episode.ts";

/** An event that was asked for, once or again and again. */
export interface Injection {
  /** What happens. */
  readonly kind: InjectedKind;
  /** Its first start, from the start of the traffic, µs. */
  readonly afterUs: number;
  /** How long it takes, µs. */
  readonly lengthUs: number;
  /** From one start to the next, µs; `Infinity` for once. At least the length. */
  readonly everyUs: number;
  /** Number of the link, from 0. */
  readonly link: number;
  /** How strong it is, as a multiple of the link's mean quiet rate; for a level shift what the
   * load is multiplied by. An outage has none: 0. */
  readonly intensity: number;
}

/** How strong events are unless it is said: multiples of the link's mean quiet rate. */
export const DEFAULT_INTENSITY: Readonly<Record<InjectedKind, number>> = {
  "syn-flood": 5,
  "udp-amplification": 5,
  "port-scan": 1,
  "flash-crowd": 4,
  "outage": 0,
  "level-shift": 1.5,
};

/** One time that an injection takes place; event time, µs. */
export interface Occurrence {
  /** When it begins. */
  readonly beginUs: number;
  /** From where on the link's expected load is above the congested level, or `beginUs` for what
   * comes at once or never gets there. */
  readonly startUs: number;
  /** Where that is over. */
  readonly endUs: number;
}

/** Shape of a crowd: it gathers over this part of its time, and begins to go at that. */
const GATHERED = 0.3;
const LEAVING = 0.6;

/** An injection in event time. All its instants lie on the steps of the arrivals' rates. */
export class InjectedEvent {
  /** What was asked for. */
  readonly injection: Injection;
  readonly #firstUs: number;
  readonly #lengthUs: number;
  readonly #everyUs: number;

  /** Places an injection. @param startUs event time at which the traffic starts, µs */
  constructor(injection: Injection, startUs: number) {
    this.injection = injection;
    this.#firstUs = toStep(startUs + injection.afterUs);
    this.#lengthUs = Math.max(EPISODE_STEP_US, toStep(injection.lengthUs));
    this.#everyUs = injection.everyUs === Infinity ? Infinity : toStep(injection.everyUs);
  }

  /** Says how much of its time has passed at an instant, 0 to 1; `undefined` while it is not. */
  progress(ts: number): number | undefined {
    const since = ts - this.#firstUs;
    if (since < 0) return undefined;
    const inRound = this.#everyUs === Infinity ? since : since % this.#everyUs;
    return inRound < this.#lengthUs ? inRound / this.#lengthUs : undefined;
  }

  /** Gives the packets that it adds, as a multiple of the link's mean quiet rate. */
  addedLoad(ts: number): number {
    const progress = this.progress(ts);
    if (progress === undefined) return 0;
    const { kind, intensity } = this.injection;
    return kind === "flash-crowd" ? intensity * crowd(progress) : intensity;
  }

  /** Gives what it multiplies the link's load by. */
  factor(ts: number): number {
    const { kind, intensity } = this.injection;
    if (kind !== "outage" && kind !== "level-shift") return 1;
    return this.progress(ts) === undefined ? 1 : intensity;
  }

  /**
   * Gives the times that begin in `[fromUs, toUs)`, in order.
   * @param fromUs event time, µs
   * @param toUs event time, µs
   */
  beginningIn(fromUs: number, toUs: number): Occurrence[] {
    const found: Occurrence[] = [];
    const since = Math.max(0, fromUs - this.#firstUs);
    const round = this.#everyUs === Infinity ? 0 : Math.ceil(since / this.#everyUs);
    let beginUs = this.#firstUs + (round === 0 ? 0 : round * this.#everyUs);
    while (beginUs < toUs) {
      if (beginUs >= fromUs) found.push(this.#occurrence(beginUs));
      beginUs += this.#everyUs;
    }
    return found;
  }

  #occurrence(beginUs: number): Occurrence {
    const { kind, intensity } = this.injection;
    const overUs = beginUs + this.#lengthUs;
    const wanted = CONGESTED_LEVEL - 1;
    if (kind !== "flash-crowd" || intensity <= wanted) {
      return { beginUs, startUs: beginUs, endUs: overUs };
    }
    const share = wanted / intensity;
    return {
      beginUs,
      startUs: toStep(beginUs + share * GATHERED * this.#lengthUs),
      endUs: toStep(overUs - share * (1 - LEAVING) * this.#lengthUs),
    };
  }
}

/** How much of a crowd is there. @param progress part of its time that has passed */
function crowd(progress: number): number {
  if (progress < GATHERED) return progress / GATHERED;
  return progress < LEAVING ? 1 : (1 - progress) / (1 - LEAVING);
}

function toStep(us: number): number {
  return Math.round(us / EPISODE_STEP_US) * EPISODE_STEP_US;
}
