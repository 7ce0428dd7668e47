/**
 * From the configuration's milliseconds to the windows' microseconds.
 * @module
 */

import { MICROS_PER_MS } from "#lib/core/time.ts";
import type { WindowOptions } from "#lib/window/window_options.ts";

/** The options of windows, as every script has them. */
export interface WindowSettings {
  /** Length of a window. */
  readonly windowMs: number;
  /** How far records may run behind and still be in time. */
  readonly outOfOrdernessMs: number;
  /** How much later still a window takes records. */
  readonly allowedLatenessMs: number;
  /** Silence beyond which a link is missing. */
  readonly idleTimeoutMs: number;
}

/** Gives the window options that a configuration says. */
export function windowOptionsOf(settings: WindowSettings): WindowOptions {
  return {
    windowUs: settings.windowMs * MICROS_PER_MS,
    outOfOrdernessUs: settings.outOfOrdernessMs * MICROS_PER_MS,
    allowedLatenessUs: settings.allowedLatenessMs * MICROS_PER_MS,
    idleTimeoutUs: settings.idleTimeoutMs * MICROS_PER_MS,
  };
}
