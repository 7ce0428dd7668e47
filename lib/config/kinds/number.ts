/**
 * Options that are numbers, with a fraction or whole.
 * @module
 */

import { type Declaration, type Declared, declareOption, type Option } from "../option.ts";
import type { Bounds } from "./bounds.ts";
import { numberKind } from "./number_kind.ts";
import { readInteger, readNumber } from "./read_number.ts";

/** Declares a number. */
export function number<const D extends Declaration<number> & Bounds>(
  declaration: D,
): Option<Declared<number, D>> {
  const kind = numberKind({ ...declaration, name: "a number", read: readNumber });
  return declareOption<number, D>(kind, declaration);
}

/** Declares a whole number. */
export function integer<const D extends Declaration<number> & Bounds>(
  declaration: D,
): Option<Declared<number, D>> {
  const kind = numberKind({ ...declaration, name: "a whole number", read: readInteger });
  return declareOption<number, D>(kind, declaration);
}
