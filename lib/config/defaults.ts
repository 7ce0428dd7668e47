/**
 * Gives options another default, for scripts that need one.
 * @module
 */

import type { Kind, Option } from "./option.ts";

/** Gives the same option with another fixed default. */
export function withDefault<T>(option: Option<T>, value: NonNullable<T>): Option<NonNullable<T>> {
  const kind = option.kind as Kind<NonNullable<NonNullable<T>>>;
  return { ...option, kind, default: value, defaultNote: undefined, derive: undefined };
}

/** Gives the same option without a default, so that its value may be `undefined`; the note says
 * what happens then. */
export function withoutDefault<T>(option: Option<T>, defaultNote: string): Option<T | undefined> {
  const kind = option.kind as Kind<NonNullable<T | undefined>>;
  return { ...option, kind, default: undefined, defaultNote, derive: undefined };
}

/**
 * Gives the same option with a default that follows from other options of the same script.
 * @param defaultNote says in words what `derive` does
 * @param derive gets the values of the other options, defaults included but for derived ones
 */
export function withDerivedDefault<T, C>(
  option: Option<T>,
  defaultNote: string,
  derive: (others: C) => NonNullable<T>,
): Option<NonNullable<T>> {
  return {
    ...option,
    kind: option.kind as Kind<NonNullable<NonNullable<T>>>,
    // Never seen: `derive` stands in its place.
    default: undefined as unknown as NonNullable<T>,
    defaultNote,
    derive: derive as (others: Readonly<Record<string, unknown>>) => NonNullable<T>,
  };
}
