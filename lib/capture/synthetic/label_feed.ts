/**
 * The labels of synthetic traffic, given out as the traffic reaches them.
 * @module
 */

import type { EpisodeSchedule, ScheduledEpisode } from "./episode_schedule.ts";
import type { InjectedEvent } from "./injection.ts";
import type { TrafficLabel } from "./labels.ts";

/** What there is to label. */
export interface Labelled {
  /** When the congestions are. */
  readonly schedule: EpisodeSchedule;
  /** What was asked for. */
  readonly events: readonly InjectedEvent[];
}

/** Gives each label once, when its event has begun. */
export class LabelFeed {
  readonly #labelled: Labelled;
  readonly #linkNames: readonly string[];
  #atStart: ScheduledEpisode[];
  #takenUs: number;

  /**
   * Starts with the congestions that are under way.
   * @param startUs event time of the first packet, µs
   */
  constructor(labelled: Labelled, linkNames: readonly string[], startUs: number) {
    this.#labelled = labelled;
    this.#linkNames = linkNames;
    this.#atStart = labelled.schedule.underWay(startUs);
    this.#takenUs = startUs;
  }

  /**
   * Gives the labels of the events that began before an instant and were not taken yet, by the
   * start of their build-up.
   * @param reachedUs event time, µs
   */
  take(reachedUs: number): TrafficLabel[] {
    const takenUs = this.#takenUs;
    if (reachedUs <= takenUs) return [];
    const { schedule, events } = this.#labelled;
    const episodes = [...this.#atStart, ...schedule.beginningIn(takenUs, reachedUs)];
    this.#atStart = [];
    this.#takenUs = reachedUs;
    const congestions = episodes.map((episode): TrafficLabel => ({
      link: this.#linkNames[episode.link],
      kind: "congestion",
      buildUpStartUs: episode.buildUpStartUs,
      startUs: episode.startUs,
      endUs: episode.endUs,
      sudden: episode.sudden,
    }));
    const injected = events.flatMap((event) => {
      const { link, kind } = event.injection;
      return event.beginningIn(takenUs, reachedUs).map(({ beginUs, startUs, endUs }) => ({
        link: this.#linkNames[link],
        kind,
        buildUpStartUs: beginUs,
        startUs,
        endUs,
        sudden: startUs === beginUs,
      }));
    });
    if (injected.length === 0) return congestions;
    return [...congestions, ...injected].sort((a, b) => a.buildUpStartUs - b.buildUpStartUs);
  }
}
