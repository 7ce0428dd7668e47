/**
 * Options that are on or off.
 * @module
 */

import { declareOption, type Kind, type Option } from "../option.ts";

const toggleKind: Kind<boolean> = {
  placeholder: "",
  expected: "true or false",
  bounds: "",
  repeatable: false,
  parse: (texts) => texts.at(-1) === "true" || (texts.at(-1) === "false" ? false : undefined),
  toJson: (value) => value,
};

/** Declares a switch: `--once` turns it on, `--no-once` off; it is off by default. */
export function toggle(declaration: { readonly doc: string }): Option<boolean> {
  return declareOption(toggleKind, { ...declaration, default: false as boolean });
}
