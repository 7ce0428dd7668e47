/**
 * Options that are one or some of a few words.
 * @module
 */

import {
  type Declaration,
  type Declared,
  declareOption,
  type Kind,
  type Option,
} from "../option.ts";
import { splitCommas } from "./split_commas.ts";

/** Declares a choice of one word. */
export function choice<const W extends string, const D extends Declaration<NoInfer<W>>>(
  words: readonly W[],
  declaration: D,
): Option<Declared<W, D>> {
  const kind: Kind<W> = {
    placeholder: words.join("|"),
    expected: `one of ${words.join(", ")}`,
    bounds: words.join(", "),
    repeatable: false,
    parse: (texts) => words.find((word) => word === texts.at(-1)),
    toJson: (value) => value,
  };
  return declareOption<W, D>(kind, declaration);
}

/** Declares a choice of some words, with commas between; each counts once. */
export function choices<
  const W extends string,
  const D extends Declaration<readonly NoInfer<W>[]>,
>(words: readonly W[], declaration: D): Option<Declared<readonly W[], D>> {
  const kind: Kind<readonly W[]> = {
    placeholder: "WORD,…",
    expected: `some of ${words.join(", ")}, with commas between`,
    bounds: words.join(", "),
    repeatable: false,
    parse(texts) {
      const given = splitCommas(texts);
      const some = given.every((word) => words.some((known) => known === word));
      return some ? words.filter((word) => given.includes(word)) : undefined;
    },
    toJson: (value) => value,
  };
  return declareOption<readonly W[], D>(kind, declaration);
}
