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
  return new UsageError(`Unknown ${what} ${shown}: ${await hintFor(name, place, script, known)}`);
}

/** Gives the names of the scripts that know a name. */
export async function scriptsKnowing(name: string, place: Place): Promise<string[]> {
  const scripts = await namesByScript(place);
  return scripts.filter(({ names }) => names.includes(name)).map(({ script }) => script);
}

async function hintFor(
  name: string,
  place: Place,
  script: string,
  known: readonly string[],
): Promise<string> {
  const others = await scriptsKnowing(name, place);
  if (others.length > 0) return `it belongs to ${others.join(", ")}, not to ${script}`;
  // Variables and files are shared by all scripts, so the name meant may be one of another.
  const shared = place === "flag" ? [] : (await namesByScript(place)).flatMap(({ names }) => names);
  const suggestion = nearest(name, known) ?? nearest(name, shared);
  return suggestion === undefined ? "there is none of that name" : `did you mean ${suggestion}?`;
}

/** Gives what each script knows. The scripts are loaded only here, since a right command line
 * needs none but its own. */
async function namesByScript(place: Place): Promise<{ script: string; names: string[] }[]> {
  const { allScripts } = await import("./scripts/all.ts");
  const part: keyof OptionNames = place === "file" ? "key" : place;
  return allScripts.map(({ name, options }) => ({
    script: name,
    names: Object.entries(options).map(([property, option]) => namesOf(property, option)[part]),
  }));
}
