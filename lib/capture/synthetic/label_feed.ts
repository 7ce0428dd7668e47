/**
 * The labels of synthetic traffic, given out as the traffic reaches them.
 * @module
 */

import type { EpisodeSchedule, ScheduledEpisode } from "./episode_schedule.ts";
import type { CongestionLabel } from "./labels.ts";

/** Gives each label once, when its build-up has begun. */
export class LabelFeed {
  readonly #schedule: EpisodeSchedule;
  readonly #linkNames: readonly string[];
  #atStart: ScheduledEpisode[];
  #takenUs: number;

  /**
   * Starts with the episodes that are under way.
   * @param startUs event time of the first packet, µs
   */
  constructor(schedule: EpisodeSchedule, linkNames: readonly string[], startUs: number) {
    this.#schedule = schedule;
    this.#linkNames = linkNames;
    this.#atStart = schedule.underWay(startUs);
    this.#takenUs = startUs;
  }

  /**
   * Gives the labels of the episodes that began before an instant and were not taken yet, by the
   * start of their build-up.
   * @param reachedUs event time, µs
   */
  take(reachedUs: number): CongestionLabel[] {
    if (reachedUs <= this.#takenUs) return [];
    const begun = this.#schedule.beginningIn(this.#takenUs, reachedUs);
    const episodes = [...this.#atStart, ...begun];
    this.#atStart = [];
    this.#takenUs = reachedUs;
    return episodes.map(({ link, buildUpStartUs, startUs, endUs, sudden }) => ({
      link: this.#linkNames[link],
      kind: "congestion",
      buildUpStartUs,
      startUs,
      endUs,
      sudden,
    }));
  }
}
