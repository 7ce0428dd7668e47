/**
 * The load of one link over time: daily and weekly shape, bursts and congestion together.
 * @module
 */

import type { Random } from "#lib/core/random.ts";
import { dailyShape, linkShiftDays } from "./daily_shape.ts";
import { type Episode, episodeLevel } from "./episode.ts";
import type { EpisodeSchedule } from "./episode_schedule.ts";
import { OnOffSources } from "./on_off_sources.ts";
import type { SyntheticOptions } from "./options.ts";

/** What a link's load is made from. */
export interface LinkLoadDeps {
  /** When the episodes are. */
  readonly schedule: EpisodeSchedule;
  /** Where the bursts come from; may be shared by the links. */
  readonly random: Random;
}

/** The load of one link, as a multiple of its mean quiet rate. */
export class LinkLoad {
  readonly #link: number;
  readonly #dayLengthUs: number;
  readonly #shiftDays: number;
  readonly #schedule: EpisodeSchedule;
  readonly #bursts: OnOffSources;
  #cell = -1;
  #episode: Episode | undefined;

  /**
   * Starts the load.
   * @param link number of the link, from 0
   */
  constructor(
    link: number,
    options: Pick<SyntheticOptions, "startUs" | "dayLengthUs">,
    deps: LinkLoadDeps,
  ) {
    this.#link = link;
    this.#dayLengthUs = options.dayLengthUs;
    this.#shiftDays = linkShiftDays(link);
    this.#schedule = deps.schedule;
    this.#bursts = new OnOffSources(deps.random, options.startUs);
  }

  /**
   * Moves on to an instant and gives the load there. Bursts scale with the expected load, in
   * congestion too, as the spread of real traffic grows with its mean.
   * @param ts event time, µs, not before that of the last call
   */
  at(ts: number): number {
    const cell = Math.floor(ts / this.#schedule.cellUs);
    if (cell !== this.#cell) {
      this.#cell = cell;
      this.#episode = this.#schedule.inCell(this.#link, cell);
    }
    const quiet = dailyShape(ts, this.#dayLengthUs, this.#shiftDays);
    const expected = this.#episode ? episodeLevel(this.#episode, quiet, ts) : quiet;
    return expected * this.#bursts.load(ts);
  }
}
