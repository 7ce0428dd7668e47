/**
 * Says what is wrong with a name that a script does not know.
 * @module
 */

import { UsageError } from "#lib/core/errors.ts";
import type { Place } from "./given.ts";
import { namesOf, type OptionNames } from "./names.ts";
import { nearest } from "./nearest.ts";

/** A name and where it was met. */
export interface UnknownName {
  /** The name as it was written. */
  readonly name: string;
  /** Where it was met. */
  readonly place: Place;
  /** Name of the script that does not know it. */
  readonly script: string;
  /** The names that the script knows in that place. */
  readonly known: readonly string[];
  /** The file, where the name stands in one. */
  readonly file?: string;
}

/** Makes the error for an unknown name: the nearest known one, or the scripts that do know it. */
export async function unknownName(unknown: UnknownName): Promise<UsageError> {
  const { name, place, script, known, file } = unknown;
  const what = { flag: "flag", env: "environment variable", file: "key" }[place];
  const shown = file === undefined ? name : `"${name}" in ${file}`;
  const others = await scriptsKnowing(name, place);
  const suggestion = nearest(name, known);
  const hint = others.length > 0
    ? `it belongs to ${others.join(", ")}, not to ${script}`
    : suggestion !== undefined
    ? `did you mean ${suggestion}?`
    : `${script} --help lists what there is`;
  return new UsageError(`Unknown ${what} ${shown}: ${hint}`);
}

/** Gives the names of the scripts that know a name. The scripts are loaded only here, since a
 * right command line needs none but its own. */
export async function scriptsKnowing(name: string, place: Place): Promise<string[]> {
  const { allScripts } = await import("./scripts/all.ts");
  const part: keyof OptionNames = place === "file" ? "key" : place;
  return allScripts.filter(({ options }) =>
    Object.entries(options).some(([property, option]) => namesOf(property, option)[part] === name)
  ).map((script) => script.name);
}
