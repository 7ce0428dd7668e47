/**
 * Reads configuration files: JSON with comments and trailing commas.
 * @module
 */

import type { ParseError } from "jsonc-parser";
import { UsageError } from "#lib/core/errors.ts";
import type { Given } from "./given.ts";
import { namesOf } from "./names.ts";
import type { Options } from "./option.ts";
import { scriptsKnowing, unknownName } from "./unknown_name.ts";

/**
 * Reads the text of a configuration file. Keys of other scripts are passed over, so that one file
 * serves all.
 * @param text the file's text
 * @param file its name, for messages
 * @param script name of the script, for messages
 * @returns what the file gives, by property
 * @throws {UsageError} if the text is no JSON object, or a key is known to no script
 */
export async function readConfigFile(
  text: string,
  file: string,
  script: string,
  options: Options,
): Promise<Map<string, Given>> {
  const properties = new Map<string, string>();
  for (const [property, option] of Object.entries(options)) {
    properties.set(namesOf(property, option).key, property);
  }
  const given = new Map<string, Given>();
  for (const [key, value] of Object.entries(await parseObject(text, file))) {
    const property = properties.get(key);
    const label = `"${key}" in ${file}`;
    if (property !== undefined) {
      given.set(property, { place: "file", label, texts: textsOf(value, label) });
    } else if ((await scriptsKnowing(key, "file")).length === 0) {
      const known = [...properties.keys()];
      throw await unknownName({ name: key, place: "file", script, known, file });
    }
  }
  return given;
}

async function parseObject(text: string, file: string): Promise<object> {
  const { parse, printParseErrorCode } = await import("jsonc-parser");
  const errors: ParseError[] = [];
  const value: unknown = parse(text.replace(/^\uFEFF/, ""), errors, { allowTrailingComma: true });
  if (errors.length > 0) {
    const before = text.slice(0, errors[0].offset).split("\n");
    const reason = printParseErrorCode(errors[0].error).replace(/\B(?=[A-Z])/g, " ").toLowerCase();
    throw new UsageError(
      `Cannot read ${file}: ${reason} at line ${before.length}, column ` +
        `${(before.at(-1)?.length ?? 0) + 1}; expected JSON, comments allowed`,
    );
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UsageError(`Cannot read ${file}: expected one JSON object with options by name`);
  }
  return value;
}

/** Gives a JSON value as the texts that a flag would have. */
function textsOf(value: unknown, label: string): string[] {
  const values = Array.isArray(value) ? value : [value];
  return values.map((part) => {
    if (typeof part === "string" || typeof part === "number" || typeof part === "boolean") {
      return String(part);
    }
    throw new UsageError(
      `Cannot use ${label}: expected a text, a number, true, false or a list of these, not ` +
        `${part === null ? "null" : "an object"}`,
    );
  });
}
