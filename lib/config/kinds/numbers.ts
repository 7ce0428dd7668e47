/**
 * Options that are lists of numbers, with a fraction or whole.
 * @module
 */

import {
  type Declaration,
  type Declared,
  declareOption,
  type Kind,
  type Option,
} from "../option.ts";
import { type Bounds, describeBounds, isWithin } from "./bounds.ts";
import { readInteger, readNumber } from "./read_number.ts";
import { splitCommas } from "./split_commas.ts";

/** Declares as many numbers as the default has, with commas between; the bounds hold for each. */
export function numbers<
  const D extends Declaration<readonly number[]> & Bounds & { default: readonly number[] },
>(declaration: D): Option<Declared<readonly number[], D>> {
  const kind = numbersKind("numbers", declaration.default.length, declaration, readNumber);
  return declareOption<readonly number[], D>(kind, declaration);
}

/** Declares one or more whole numbers with commas between; the bounds hold for each. */
export function integers<const D extends Declaration<readonly number[]> & Bounds>(
  declaration: D,
): Option<Declared<readonly number[], D>> {
  const kind = numbersKind("whole numbers", undefined, declaration, readInteger);
  return declareOption<readonly number[], D>(kind, declaration);
}

function numbersKind(
  name: string,
  length: number | undefined,
  limits: Bounds,
  read: (text: string) => number,
): Kind<readonly number[]> {
  const bounds = describeBounds(limits, String);
  const count = length === undefined ? "" : `${length} `;
  return {
    placeholder: "N,…",
    expected: `${count}${name} with commas between${bounds === "" ? "" : `, each ${bounds}`}`,
    bounds: bounds === "" ? "" : `each ${bounds}`,
    repeatable: false,
    parse(texts) {
      const values = splitCommas(texts).map(read);
      const complete = length === undefined || values.length === length;
      return complete && values.every((value) => isWithin(value, limits)) ? values : undefined;
    },
    toJson: (value) => value,
  };
}
