/**
 * Notes links whose source has gone silent: no record for the idle timeout of wall time. It is
 * said once, and changes no window and no forecast.
 * @module
 */

import type { Clock } from "#lib/core/time.ts";
import type { LinkPipeline } from "./link_pipeline.ts";

/** How often links are looked at, ms. */
const LOOK_MS = 1_000;

/** What is watched of a pipeline. */
export type WatchedLinks = Pick<LinkPipeline, "links" | "changedLinks" | "isOpen" | "addStale">;

/** Watches the links of one process. */
export class StaleLinks {
  readonly #idleTimeoutMs: number;
  readonly #clock: Clock;
  readonly #onStale: (link: string) => void;
  /** When each link was last heard, by index, in ms of {@link StaleLinks.#listenedMs}; NaN once it
   * is said to be stale, `undefined` while it is not open here. */
  readonly #heardMs: (number | undefined)[] = [];
  /** For how long this process has listened: time in which it was stopped, or its machine asleep,
   * is no silence of the links. */
  #listenedMs = 0;
  #nowMs: number;
  #lookedMs = -Infinity;

  /**
   * Starts with no link.
   * @param idleTimeoutMs silence that is too long
   * @param onStale told the name of each link that goes stale
   */
  constructor(idleTimeoutMs: number, clock: Clock, onStale: (link: string) => void) {
    this.#idleTimeoutMs = idleTimeoutMs;
    this.#clock = clock;
    this.#onStale = onStale;
    this.#nowMs = clock.nowMs();
  }

  /** Forgets a link that is gone from here: its index may come to stand for another. */
  forget(link: number): void {
    this.#heardMs[link] = undefined;
  }

  /** Notes who has spoken since the last commit, and, about once a second, who has not. Call it
   * many times a second: of the time since the last call a second counts at most. */
  look(pipeline: WatchedLinks): void {
    const nowMs = this.#clock.nowMs();
    this.#listenedMs += Math.min(Math.max(0, nowMs - this.#nowMs), LOOK_MS);
    this.#nowMs = nowMs;
    const heardMs = this.#heardMs;
    for (const link of pipeline.changedLinks()) heardMs[link] = this.#listenedMs;
    if (this.#listenedMs - this.#lookedMs < LOOK_MS) return;
    this.#lookedMs = this.#listenedMs;
    for (let link = 0; link < pipeline.links.names.length; link++) {
      if (!pipeline.isOpen(link)) heardMs[link] = undefined;
      else if (this.#listenedMs - (heardMs[link] ??= this.#listenedMs) > this.#idleTimeoutMs) {
        heardMs[link] = NaN;
        pipeline.addStale(link);
        this.#onStale(pipeline.links.name(link));
      }
    }
  }
}
