/**
 * Options that are lengths of time.
 * @module
 */

import { type Declaration, type Declared, declareOption, type Option } from "../option.ts";
import type { Bounds } from "./bounds.ts";
import { type Scale, scaledKind } from "./scaled.ts";

/** How lengths of time are written. */
export const DURATIONS: Scale = {
  placeholder: "DURATION",
  name: "a duration such as 500ms, 5s, 30m, 24h or 7d",
  units: { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 },
  zero: "0s",
};

/** Declares a duration; its value, default and bounds are whole milliseconds, and its property
 * ends in `Ms`. */
export function duration<const D extends Declaration<number> & Bounds>(
  declaration: D,
): Option<Declared<number, D>> {
  const option = declareOption<number, D>(scaledKind(DURATIONS, declaration), declaration);
  return { ...option, suffix: "Ms" };
}
