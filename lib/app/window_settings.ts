/**
 * From the configuration's milliseconds to the windows' microseconds.
 * @module
 */

import { idleTimeoutOf, type WindowLengths } from "#lib/config/options/window.ts";
import { MICROS_PER_MS } from "#lib/core/time.ts";
import type { WindowOptions } from "#lib/window/window_options.ts";

/** Gives the window options that a configuration says. */
export function windowOptionsOf(lengths: WindowLengths): WindowOptions {
  return {
    windowUs: lengths.windowMs * MICROS_PER_MS,
    outOfOrdernessUs: lengths.outOfOrdernessMs * MICROS_PER_MS,
    allowedLatenessUs: lengths.allowedLatenessMs * MICROS_PER_MS,
    idleTimeoutUs: idleTimeoutOf(lengths) * MICROS_PER_MS,
  };
}
