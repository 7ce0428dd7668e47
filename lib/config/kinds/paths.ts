/**
 * Options that name several files.
 * @module
 */

import { type Declaration, declareOption, type Kind, type Option } from "../option.ts";

/** Declares paths, each given by the flag once more; commas do not part them, since names of
 * files hold commas. None by default, unless one is required. */
export function paths(
  declaration: Pick<Declaration<unknown>, "doc" | "defaultNote" | "required">,
): Option<readonly string[]> {
  const kind: Kind<readonly string[]> = {
    placeholder: "FILE",
    expected: "a path",
    bounds: "",
    repeatable: true,
    parse: (texts) => texts.includes("") ? undefined : texts,
    toJson: (value) => value,
  };
  return declareOption<readonly string[], { doc: string; default: readonly string[] }>(kind, {
    ...declaration,
    default: [],
  });
}
