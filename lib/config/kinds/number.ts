/**
 * Options that are numbers, with a fraction or whole.
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

/** Declares a number. */
export function number<const D extends Declaration<number> & Bounds>(
  declaration: D,
): Option<Declared<number, D>> {
  return declareOption<number, D>(numberKind("a number", declaration, readNumber), declaration);
}

/** Declares a whole number. */
export function integer<const D extends Declaration<number> & Bounds>(
  declaration: D,
): Option<Declared<number, D>> {
  const kind = numberKind("a whole number", declaration, readInteger);
  return declareOption<number, D>(kind, declaration);
}

function numberKind(
  name: string,
  declaration: Declaration<unknown> & Bounds,
  read: (text: string) => number,
): Kind<number> {
  const bounds = describeBounds(declaration, String);
  const unit = declaration.unit === undefined ? "" : ` of ${declaration.unit}`;
  return {
    placeholder: "N",
    expected: `${name}${unit}${bounds === "" ? "" : `, ${bounds}`}`,
    bounds,
    repeatable: false,
    parse(texts) {
      const value = read(texts.at(-1) ?? "");
      return isWithin(value, declaration) ? value : undefined;
    },
    toJson: (value) => value,
  };
}
