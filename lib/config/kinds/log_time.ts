/**
 * Options that name a time in the log: when messages were appended, not when their events were.
 * @module
 */

import { formatTime, MICROS_PER_MS, parseTime } from "#lib/core/time.ts";
import {
  type Declaration,
  type Declared,
  declareOption,
  type Kind,
  type Option,
} from "../option.ts";
import { DURATIONS } from "./duration.ts";
import { scaledKind } from "./scaled.ts";

/** A time of appending: an instant, or so long ago when the script starts. */
export type LogTime = { readonly atMs: number } | { readonly agoMs: number };

/** Declares a time in the log, in RFC 3339 or as a duration ago, or one of the words. */
export function logTime<const W extends string, const D extends Declaration<LogTime | NoInfer<W>>>(
  words: readonly W[],
  declaration: D,
): Option<Declared<LogTime | W, D>> {
  const ago = scaledKind(DURATIONS, {});
  const kind: Kind<LogTime | W> = {
    placeholder: [...words, "TIME"].join("|"),
    expected: [...words, "a time in RFC 3339 such as 2025-03-01T08:00:00Z", "or a duration ago"]
      .join(", ") + " such as 30m",
    bounds: "",
    repeatable: false,
    parse(texts) {
      const text = texts.at(-1) ?? "";
      const word = words.find((known) => known === text);
      if (word !== undefined) return word;
      const agoMs = ago.parse([text]);
      return agoMs === undefined ? parseInstant(text) : { agoMs };
    },
    toJson(value) {
      if (typeof value === "string") return value;
      return "agoMs" in value ? ago.toJson(value.agoMs) : formatTime(value.atMs * MICROS_PER_MS);
    },
  };
  return declareOption<LogTime | W, D>(kind, declaration);
}

/** Gives a time in ms since the Unix epoch. */
export function logTimeMs(time: LogTime, nowMs: number): number {
  return "agoMs" in time ? nowMs - time.agoMs : time.atMs;
}

/** Whole milliseconds, which logs count in; a part of one is cut. */
function parseInstant(text: string): LogTime | undefined {
  try {
    const atMs = Math.floor(parseTime(text) / MICROS_PER_MS);
    return atMs >= 0 ? { atMs } : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
