/**
 * Options of windows.
 * @module
 */

import { duration } from "../kinds/duration.ts";
import { withDerivedDefault } from "../defaults.ts";
import type { Check } from "../script.ts";

/** How windows are cut, in event time. */
export const windowOptions = {
  windowMs: duration({
    doc: "Length of a window; windows are aligned to the epoch",
    default: 5_000,
    min: 1,
    max: 86_400_000,
  }),
  outOfOrdernessMs: duration({
    doc: "How far a packet may run behind its link's newest one and still be in time",
    default: 500,
  }),
  allowedLatenessMs: duration({
    doc: "How much later still a window takes packets; each forecast waits this long",
    default: 0,
  }),
  idleTimeoutMs: withDerivedDefault(
    duration({ doc: "A link that says nothing for longer than this is missing, not silent" }),
    "1m, or 12 windows where that is longer",
    defaultIdleTimeoutMs,
  ),
};

/** The lengths that decide how long a link may be silent, ms. */
export interface WindowLengths {
  /** Length of a window. */
  readonly windowMs: number;
  /** How far packets may run behind. */
  readonly outOfOrdernessMs: number;
  /** How much later still a window takes packets. */
  readonly allowedLatenessMs: number;
}

/** A minute is right for the default window; longer windows must not need a flag more. */
function defaultIdleTimeoutMs(lengths: WindowLengths): number {
  return Math.max(60_000, 12 * lengths.windowMs, leastIdleTimeoutMs(lengths));
}

function leastIdleTimeoutMs(lengths: WindowLengths): number {
  return lengths.windowMs + lengths.outOfOrdernessMs + lengths.allowedLatenessMs;
}

/** A shorter idle timeout would call a link missing that is only about to close its window. */
export const idleTimeoutCoversWindow: Check<WindowLengths & { readonly idleTimeoutMs: number }> = {
  name: "--idle-timeout is at least --window + --out-of-orderness + --allowed-lateness",
  violation(config) {
    const leastMs = leastIdleTimeoutMs(config);
    if (config.idleTimeoutMs >= leastMs) return undefined;
    const { toJson } = windowOptions.idleTimeoutMs.kind;
    return `Cannot use --idle-timeout ${toJson(config.idleTimeoutMs)}: expected at least ` +
      `--window + --out-of-orderness + --allowed-lateness, ${toJson(leastMs)}; raise it or ` +
      `shorten those`;
  },
};
