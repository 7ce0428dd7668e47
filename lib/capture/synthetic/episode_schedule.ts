/**
 * When each link has its episodes of congestion: a function of seed, link and event time alone,
 * so that a generator that was stopped goes on with the episode it was in.
 * @module
 */

import { Random } from "#lib/core/random.ts";
import { drawEpisode, type Episode, LONGEST_EPISODE_US } from "./episode.ts";
import type { SyntheticOptions } from "./options.ts";
import { streamOf } from "./random_stream.ts";

/** Tells the streams of the schedule from the other streams of the seed. */
const SCHEDULE_STREAM = 1;

/** An episode and the link that it is on. */
export interface ScheduledEpisode extends Episode {
  /** Number of the link, from 0. */
  readonly link: number;
}

/**
 * Event time cut into cells, aligned to the epoch, with one episode somewhere in each: the gaps
 * are random, the number of episodes in a day is not.
 */
export class EpisodeSchedule {
  /** Length of a cell, µs; `Infinity` where there are no episodes. */
  readonly cellUs: number;
  readonly #seed: number;
  readonly #links: number;

  /** Plans the episodes; nothing is drawn yet. */
  constructor(
    options: Pick<SyntheticOptions, "seed" | "links" | "dayLengthUs" | "episodesPerDay">,
  ) {
    this.cellUs = options.dayLengthUs / options.episodesPerDay;
    this.#seed = options.seed;
    this.#links = options.links;
  }

  /**
   * Gives the episode of one link in one cell.
   * @param link number of the link, from 0
   * @param cell number of the cell: event time divided by {@link EpisodeSchedule.cellUs}, floored
   * @returns `undefined` where there are no episodes
   */
  inCell(link: number, cell: number): Episode | undefined {
    if (this.cellUs === Infinity) return undefined;
    const random = new Random(this.#seed, streamOf(SCHEDULE_STREAM, link, cell));
    return drawEpisode(random, cell * this.cellUs, (cell + 1) * this.cellUs);
  }

  /**
   * Gives the episodes of all links whose build-up begins in `[fromUs, toUs)`, by that time.
   * @param fromUs event time, µs
   * @param toUs event time, µs
   */
  beginningIn(fromUs: number, toUs: number): ScheduledEpisode[] {
    const found: ScheduledEpisode[] = [];
    if (this.cellUs === Infinity) return found;
    const lastCell = Math.floor(toUs / this.cellUs);
    for (let cell = Math.floor(fromUs / this.cellUs); cell <= lastCell; cell++) {
      for (let link = 0; link < this.#links; link++) {
        const episode = this.inCell(link, cell);
        if (episode === undefined) continue;
        if (episode.buildUpStartUs < fromUs || episode.buildUpStartUs >= toUs) continue;
        found.push({ link, ...episode });
      }
    }
    return found.sort((a, b) => a.buildUpStartUs - b.buildUpStartUs || a.link - b.link);
  }

  /**
   * Gives the episodes that are under way at an instant: build-up begun, congestion not over.
   * @param ts event time, µs
   */
  underWay(ts: number): ScheduledEpisode[] {
    return this.beginningIn(ts - LONGEST_EPISODE_US, ts).filter((episode) => episode.endUs > ts);
  }
}
