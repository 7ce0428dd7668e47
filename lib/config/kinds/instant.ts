/**
 * Options that are instants of event time.
 * @module
 */

import { formatTime, parseTime } from "#lib/core/time.ts";
import {
  type Declaration,
  type Declared,
  declareOption,
  type Kind,
  type Option,
} from "../option.ts";

const instantKind: Kind<number> = {
  placeholder: "TIME",
  expected: "a time in RFC 3339 such as 2025-03-01T08:00:00Z, from 1970 to 2255",
  bounds: "",
  repeatable: false,
  parse(texts) {
    try {
      const ts = parseTime(texts.at(-1) ?? "");
      // Event time: microseconds that a double holds exactly.
      return ts >= 0 && Number.isSafeInteger(ts) ? ts : undefined;
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  },
  toJson: formatTime,
};

/** Declares an instant, written in RFC 3339; its value and default are µs since the Unix epoch,
 * and its property ends in `Us`. */
export function instant<const D extends Declaration<number>>(
  declaration: D,
): Option<Declared<number, D>> {
  return { ...declareOption<number, D>(instantKind, declaration), suffix: "Us" };
}
