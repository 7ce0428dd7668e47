/**
 * Writes the text of `--help`.
 * @module
 */

import { describeOption } from "./describe.ts";
import type { Options } from "./option.ts";
import { runtimeOptions } from "./options/runtime.ts";
import { type Script, tasksOf } from "./script.ts";

/** Width of the text, characters. */
const WIDTH = 100;
/** Where the meaning of an option starts; longer flags put it on the next line. */
const INDENT = 32;

/** Gives the `--help` of a script: every option with its meaning, unit, bounds and default. */
export function helpText<O extends Options>(script: Script<O>): string {
  return [
    `${script.name}: ${script.purpose}`,
    "",
    ...tasksOf(script).map((task, i) =>
      `${i === 0 ? "Usage:" : "      "} deno task ${task} [options]`
    ),
    "",
    "Options:",
    ...optionLines(script.options),
    "",
    "Common options:",
    ...optionLines(runtimeOptions),
    "",
    "Each option can also come from the environment (--out-of-orderness: TRAFFIC_OUT_OF_ORDERNESS)",
    "or from the file of --config (outOfOrderness); flags win over the environment, and that over",
    "the file.",
    "",
    "Examples:",
    ...script.examples.map((example) => `  deno task ${example}`),
  ].join("\n");
}

function optionLines(options: Options): string[] {
  return Object.entries(options).flatMap(([property, option]) => {
    const described = describeOption(property, option);
    const usage = `  ${described.usage}`;
    const bounds = isShown(described.usage, described.bounds) ? described.bounds : "";
    const fallback = option.required
      ? "required"
      : `default${option.defaultNote === undefined ? "" : ":"} ${described.default}`;
    const details = [bounds, described.default === "" ? "" : fallback]
      .filter((part) => part !== "").join("; ");
    const text = (described.meaning + (details === "" ? "" : ` (${details})`)).replaceAll("`", "");
    const lines = wrap(text, WIDTH - INDENT);
    const first = usage.length + 2 > INDENT ? [usage] : [];
    const start = first.length > 0 ? "" : usage;
    return [...first, ...lines.map((line, row) => (row === 0 ? start : "").padEnd(INDENT) + line)];
  });
}

/** The words of a choice stand in its usage already. */
function isShown(usage: string, bounds: string): boolean {
  return !usage.endsWith(` ${bounds.replaceAll(", ", "|")}`);
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}
