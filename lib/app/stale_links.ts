/**
 * Notes links whose source has gone silent: no record for the idle timeout of wall time. It is
 * said once, and changes no window and no forecast.
 * @module
 */

import type { Clock } from "#lib/core/time.ts";
import type { LinkPipeline } from "./link_pipeline.ts";

/** How often links are looked at, ms. */
const LOOK_MS = 1_000;

/** Watches the links of one process. */
export class StaleLinks {
  readonly #idleTimeoutMs: number;
  readonly #clock: Clock;
  readonly #onStale: (link: string) => void;
  /** When each link was last heard, ms of wall time, by index; NaN once it is said to be stale. */
  readonly #heardMs: number[] = [];
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
  }

  /** Notes who has spoken, and, about once a second, who has not. */
  look(pipeline: LinkPipeline): void {
    const nowMs = this.#clock.nowMs();
    for (const link of pipeline.changedLinks()) this.#heardMs[link] = nowMs;
    if (nowMs - this.#lookedMs < LOOK_MS) return;
    this.#lookedMs = nowMs;
    for (let link = 0; link < pipeline.links.size; link++) {
      const heardMs = this.#heardMs[link] ??= nowMs;
      if (!(nowMs - heardMs > this.#idleTimeoutMs) || !pipeline.isOpen(link)) continue;
      this.#heardMs[link] = NaN;
      pipeline.addStale(link);
      this.#onStale(pipeline.links.name(link));
    }
  }
}
