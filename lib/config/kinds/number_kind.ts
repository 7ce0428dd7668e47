/**
 * How single numbers are read and written.
 * @module
 */

import type { Kind } from "../option.ts";
import { type Bounds, describeBounds, isWithin } from "./bounds.ts";

/** What a kind of number needs to know. */
export interface NumberNotation extends Bounds {
  /** What is accepted: "a whole number". */
  readonly name: string;
  /** What the number counts. */
  readonly unit?: string;
  /** Reads a number; NaN where the text is none. */
  read(text: string): number;
}

/** Makes a kind of number. */
export function numberKind(notation: NumberNotation): Kind<number> {
  const bounds = describeBounds(notation, String);
  const range = bounds.startsWith("from") || bounds === "" ? ` ${bounds}` : `, ${bounds}`;
  const unit = notation.unit === undefined ? "" : ` (${notation.unit})`;
  return {
    placeholder: "N",
    expected: `${notation.name}${range.trimEnd()}${unit}`,
    bounds,
    repeatable: false,
    parse(texts) {
      const value = notation.read(texts.at(-1) ?? "");
      return isWithin(value, notation) ? value : undefined;
    },
    toJson: (value) => value,
  };
}
