/**
 * Options that are a number, or a word in its place.
 * @module
 */

import { type Declaration, type Declared, declareOption, type Option } from "../option.ts";
import type { Bounds } from "./bounds.ts";
import { numberKind } from "./number_kind.ts";
import { readNumber } from "./read_number.ts";

/** Declares a number in whose place a word may stand, such as `max`. */
export function numberOr<
  const W extends string,
  const D extends Declaration<number | NoInfer<W>> & Bounds,
>(word: W, declaration: D): Option<Declared<number | W, D>> {
  const kind = numberKind({ ...declaration, name: "a number", read: readNumber });
  return declareOption<number | W, D>({
    placeholder: `N|${word}`,
    expected: `${kind.expected}, or ${word}`,
    bounds: kind.bounds === "" ? `or ${word}` : `${kind.bounds}, or ${word}`,
    repeatable: false,
    parse: (texts) => texts.at(-1) === word ? word : kind.parse(texts),
    toJson: (value) => value,
  }, declaration);
}
