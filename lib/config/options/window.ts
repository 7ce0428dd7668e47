/**
 * Options of windows.
 * @module
 */

import { duration } from "../kinds/duration.ts";
import type { Check } from "../script.ts";

/** How late packets may be, and how long a link silent; scripts that open a model take the length
 * of windows from it. */
export const latenessOptions = {
  outOfOrdernessMs: duration({
    doc: "How far a packet may run behind its link's newest one and still be in time",
    default: 500,
  }),
  allowedLatenessMs: duration({
    doc: "How much later still a window takes packets; each forecast waits this long",
    default: 0,
  }),
  idleTimeoutMs: duration({
    doc: "A link that says nothing for longer than this is missing, not silent",
    defaultNote: "1m, or 12 windows where that is longer",
  }),
};

/** How windows are cut, in event time. */
export const windowOptions = {
  windowMs: duration({
    doc: "Length of a window; windows are aligned to the epoch",
    default: 5_000,
    min: 1,
    max: 86_400_000,
  }),
  ...latenessOptions,
};

/** How windows are cut, in milliseconds. */
export interface WindowLengths {
  /** Length of a window. */
  readonly windowMs: number;
  /** How far packets may run behind. */
  readonly outOfOrdernessMs: number;
  /** How much later still a window takes packets. */
  readonly allowedLatenessMs: number;
  /** Silence beyond which a link is missing; `undefined` for {@link idleTimeoutOf}'s default. */
  readonly idleTimeoutMs: number | undefined;
}

/** Gives the idle timeout: a minute is right for the default window; longer windows must not need
 * a flag more. */
export function idleTimeoutOf(lengths: WindowLengths): number {
  return lengths.idleTimeoutMs ??
    Math.max(60_000, 12 * lengths.windowMs, leastIdleTimeoutMs(lengths));
}

function leastIdleTimeoutMs(lengths: WindowLengths): number {
  return lengths.windowMs + lengths.outOfOrdernessMs + lengths.allowedLatenessMs;
}

/** A shorter idle timeout would call a link missing that is only about to close its window. */
export const idleTimeoutCoversWindow: Check<WindowLengths> = {
  name: "--idle-timeout is at least --window + --out-of-orderness + --allowed-lateness",
  violation(config) {
    const leastMs = leastIdleTimeoutMs(config);
    const idleMs = idleTimeoutOf(config);
    if (idleMs >= leastMs) return undefined;
    const { toJson } = windowOptions.windowMs.kind;
    return `Cannot use --idle-timeout ${toJson(idleMs)}: expected at least ` +
      `--window + --out-of-orderness + --allowed-lateness, ${toJson(leastMs)}; raise it or ` +
      `shorten those`;
  },
};
