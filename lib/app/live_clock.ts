/**
 * What time it is in a live stream of packets, while none comes.
 * @module
 */

import { type Clock, MICROS_PER_MS } from "#lib/core/time.ts";

/** A stream whose newest packet lies further from the wall clock than this is a replay, ms. */
const LIVE_WITHIN_MS = 60_000;
/** Packets are given this much longer than the longest way that one has taken so far, ms. */
const MARGIN_MS = 2_000;

/**
 * Reckons event time from the wall clock, behind it by the longest delay seen between a packet's
 * time and its arrival: a writer that buffers must not find its packets late.
 */
export class LiveClock {
  readonly #clock: Pick<Clock, "nowMs">;
  #longestDelayMs = 0;
  #isLive = false;

  /** Knows of no packet yet. @param clock the wall clock */
  constructor(clock: Pick<Clock, "nowMs">) {
    this.#clock = clock;
  }

  /** Takes note of a packet's arrival. @param ts its event time, µs */
  arrived(ts: number): void {
    const delayMs = this.#clock.nowMs() - ts / MICROS_PER_MS;
    this.#isLive = Math.abs(delayMs) <= LIVE_WITHIN_MS;
    if (this.#isLive) this.#longestDelayMs = Math.max(this.#longestDelayMs, delayMs);
  }

  /** Gives the event time that no packet is expected before any more, µs; `undefined` for a
   * stream that is a replay: its time stands still while no packet comes. */
  eventTimeUs(): number | undefined {
    if (!this.#isLive) return undefined;
    return Math.floor((this.#clock.nowMs() - this.#longestDelayMs - MARGIN_MS) * MICROS_PER_MS);
  }
}
