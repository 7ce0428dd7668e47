/**
 * A clock that tests hold and move.
 * @module
 */

import type { Clock } from "#lib/core/time.ts";

/** Stands still until it is moved; whoever sleeps moves it on. */
export class ManualClock implements Clock {
  #nowMs = Date.UTC(2025, 2, 1);

  /** Moves the clock on. */
  advance(lengthMs: number): void {
    this.#nowMs += lengthMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  async sleep(lengthMs: number): Promise<void> {
    this.advance(lengthMs);
    // A turn of the event loop, so that what is waited for can happen.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}
