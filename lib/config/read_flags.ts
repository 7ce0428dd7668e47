/**
 * Reads the command line.
 * @module
 */

import { parseArgs } from "node:util";
import { UsageError } from "#lib/core/errors.ts";
import type { Given } from "./given.ts";
import { namesOf } from "./names.ts";
import type { Option, Options } from "./option.ts";
import { unknownName } from "./unknown_name.ts";

/** The command line by property; what is not among the options is an error. */
export type Flags = ReadonlyMap<string, Given>;

/**
 * Reads flags: `--name value`, `--name=value`, `--switch`, `--no-switch`; `-h` is `--help`. Given
 * again, a flag replaces its value, or adds one if the option is repeatable.
 * @param script name of the script, for messages
 * @throws {UsageError} if a flag is unknown, its value is missing, or a word belongs to no flag
 */
export async function readFlags(
  args: readonly string[],
  script: string,
  options: Options,
): Promise<Flags> {
  const byFlag = new Map<string, [property: string, option: Option<unknown>]>();
  for (const [property, option] of Object.entries(options)) {
    byFlag.set(namesOf(property, option).flag, [property, option]);
  }
  const flags = new Map<string, Given>();
  for (const token of tokenize(args, options)) {
    if (token.kind === "option-terminator") continue;
    if (token.kind === "positional") {
      throw new UsageError(`Cannot use "${token.value}": ${script} takes options only`);
    }
    const label = token.rawName === "-h" ? "--help" : token.rawName;
    const positive = label.replace(/^--no-/, "--");
    const [property, option] = byFlag.get(positive) ?? [];
    const isSwitch = option?.kind.placeholder === "";
    const isNegated = label !== positive;
    if (property === undefined || option === undefined || (isNegated && !isSwitch)) {
      throw await unknownName({ name: label, place: "flag", script, known: [...byFlag.keys()] });
    }
    if (isNegated && token.value !== undefined) {
      throw new UsageError(`Cannot use ${label} with the value "${token.value}": it takes none`);
    }
    const text = token.value ?? (isSwitch ? String(!isNegated) : undefined);
    if (text === undefined || (!token.inlineValue && text.startsWith("--"))) {
      throw new UsageError(`Cannot use ${label} without a value: expected ${option.kind.expected}`);
    }
    const before = option.kind.repeatable ? flags.get(property)?.texts ?? [] : [];
    flags.set(property, { place: "flag", label, texts: [...before, text] });
  }
  return flags;
}

/** Parts the command line. Not strict, so that the errors can be our own. */
function tokenize(args: readonly string[], options: Options) {
  const declared: Record<string, { type: "string" | "boolean" }> = {};
  for (const [property, option] of Object.entries(options)) {
    const name = namesOf(property, option).flag.slice(2);
    declared[name] = { type: option.kind.placeholder === "" ? "boolean" : "string" };
  }
  // npm and some shells hand over the "--" that parts a task's own flags from the script's.
  const own = args[0] === "--" ? args.slice(1) : [...args];
  return parseArgs({
    args: own,
    options: declared,
    strict: false,
    allowPositionals: true,
    tokens: true,
  }).tokens;
}
