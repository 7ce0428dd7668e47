/**
 * Options of windows.
 * @module
 */

import type { Check, ConfigOf } from "../script.ts";
import { duration } from "../kinds/duration.ts";

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
  idleTimeoutMs: duration({
    doc: "A link that says nothing for longer than this is missing, not silent",
    default: 60_000,
  }),
};

/** A shorter idle timeout would call a link missing that is only about to close its window. */
export const idleTimeoutCoversWindow: Check<ConfigOf<typeof windowOptions>> = {
  name: "--idle-timeout is at least --window + --out-of-orderness + --allowed-lateness",
  violation({ windowMs, outOfOrdernessMs, allowedLatenessMs, idleTimeoutMs }) {
    const least = windowMs + outOfOrdernessMs + allowedLatenessMs;
    if (idleTimeoutMs >= least) return undefined;
    const { kind } = windowOptions.idleTimeoutMs;
    return `Cannot use --idle-timeout ${
      kind.toJson(idleTimeoutMs)
    }: expected at least --window + ` +
      `--out-of-orderness + --allowed-lateness, ${kind.toJson(least)}; raise it or shorten those`;
  },
};
