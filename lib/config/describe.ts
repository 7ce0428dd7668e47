/**
 * Describes an option in words: what `--help` and `docs/configuration.md` share.
 * @module
 */

import { namesOf, type OptionNames } from "./names.ts";
import type { Json, Option } from "./option.ts";

/** An option in words. */
export interface OptionDescription extends OptionNames {
  /** Flag with what stands for its value: `--window DURATION`. */
  readonly usage: string;
  /** The default as it would be written, or what happens by default; empty for switches. */
  readonly default: string;
  /** Unit and bounds: "packets/s, above 0"; empty where there are none. */
  readonly bounds: string;
  /** What the option decides. */
  readonly meaning: string;
}

/** Describes an option. */
export function describeOption(property: string, option: Option<unknown>): OptionDescription {
  const names = namesOf(property, option);
  const { kind } = option;
  const repeated = kind.repeatable ? ["may be given again"] : [];
  return {
    ...names,
    usage: kind.placeholder === "" ? names.flag : `${names.flag} ${kind.placeholder}`,
    default: option.required ? "required" : option.defaultNote ?? writtenDefault(option),
    bounds: [option.unit, kind.bounds, ...repeated].filter((part) => part !== "").join(", "),
    meaning: option.doc,
  };
}

/** Writes a value as it stands on a command line. */
export function writeValue(value: Json): string {
  return Array.isArray(value) ? value.map(writeValue).join(",") : String(value);
}

function writtenDefault(option: Option<unknown>): string {
  if (option.default === undefined || option.default === null) return "none";
  return option.kind.placeholder === "" ? "" : writeValue(option.kind.toJson(option.default));
}
