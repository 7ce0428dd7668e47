/**
 * The real wall clock.
 * @module
 */

import type { Clock } from "./time.ts";

/** The machine's own clock and timers. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  sleep: (lengthMs, signal) => {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, lengthMs);
      signal?.addEventListener("abort", done, { once: true });
    });
  },
};
