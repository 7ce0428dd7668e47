/**
 * The load of one link over time: daily and weekly shape, bursts and congestion together.
 * @module
 */

import type { Random } from "#lib/core/random.ts";
import { dailyShape, linkShiftDays } from "./daily_shape.ts";
import { type Episode, episodeLevel } from "./episode.ts";
import type { EpisodeSchedule } from "./episode_schedule.ts";
import { OnOffSources } from "./on_off_sources.ts";
import type { InjectedEvent } from "./injection.ts";
import type { SyntheticOptions } from "./options.ts";
import type { TrafficProfile } from "./traffic_profile.ts";

/** What a link's load is made from. */
export interface LinkLoadDeps {
  /** How deep day and bursts are. */
  readonly profile: Pick<TrafficProfile, "daySwing" | "dayShiftDays" | "burstiness">;
  /** When the episodes are. */
  readonly schedule: EpisodeSchedule;
  /** What was asked for on the link. */
  readonly events: readonly InjectedEvent[];
  /** Where the bursts come from; may be shared by the links. */
  readonly random: Random;
}

/** The load of one link, as a multiple of its mean quiet rate. */
export class LinkLoad {
  readonly #link: number;
  readonly #options: Pick<SyntheticOptions, "dayLengthUs" | "series">;
  readonly #deps: LinkLoadDeps;
  readonly #shiftDays: number;
  readonly #bursts: OnOffSources;
  #cell = -1;
  #episode: Episode | undefined;

  /**
   * Starts the load.
   * @param link number of the link, from 0
   */
  constructor(
    link: number,
    options: Pick<SyntheticOptions, "startUs" | "dayLengthUs" | "series">,
    deps: LinkLoadDeps,
  ) {
    this.#link = link;
    this.#options = options;
    this.#deps = deps;
    this.#shiftDays = linkShiftDays(link) + deps.profile.dayShiftDays;
    this.#bursts = new OnOffSources(deps.random, options.startUs);
  }

  /**
   * Moves on to an instant and gives the load there. Bursts scale with the expected load, in
   * congestion too, as the spread of real traffic grows with its mean.
   * @param ts event time, µs, not before that of the last call
   */
  at(ts: number): number {
    const { schedule, profile, events } = this.#deps;
    const cell = Math.floor(ts / schedule.cellUs);
    if (cell !== this.#cell) {
      this.#cell = cell;
      this.#episode = schedule.inCell(this.#link, cell);
    }
    const quiet = this.#quiet(ts);
    // A series may be above an episode's level already; an episode never lowers the load.
    const expected = this.#episode
      ? Math.max(quiet, episodeLevel(this.#episode, quiet, ts))
      : quiet;
    const bursts = 1 + profile.burstiness * (this.#bursts.load(ts) - 1);
    let factor = Math.max(0, bursts);
    for (const event of events) factor *= event.factor(ts);
    return expected * factor;
  }

  #quiet(ts: number): number {
    const { series, dayLengthUs } = this.#options;
    if (series !== undefined) return series.at(ts);
    const swing = dailyShape(ts, dayLengthUs, this.#shiftDays) - 1;
    return Math.max(0, 1 + this.#deps.profile.daySwing * swing);
  }
}
