/**
 * Options that are text: names and paths.
 * @module
 */

import {
  type Declaration,
  type Declared,
  declareOption,
  type Kind,
  type Option,
} from "../option.ts";

/** Declares a name, or another text that is not empty. */
export function text<const D extends Declaration<string>>(
  declaration: D,
): Option<Declared<string, D>> {
  return declareOption<string, D>(textKind("NAME", "a name"), declaration);
}

/** Declares the path of a file. */
export function path<const D extends Declaration<string>>(
  declaration: D,
): Option<Declared<string, D>> {
  return declareOption<string, D>(textKind("FILE", "a path"), declaration);
}

/** Declares the path of a folder. */
export function folder<const D extends Declaration<string>>(
  declaration: D,
): Option<Declared<string, D>> {
  return declareOption<string, D>(textKind("FOLDER", "a path"), declaration);
}

function textKind(placeholder: string, expected: string): Kind<string> {
  return {
    placeholder,
    expected,
    bounds: "",
    repeatable: false,
    parse: (texts) => texts.at(-1) || undefined,
    toJson: (value) => value,
  };
}
