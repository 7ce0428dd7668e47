/**
 * Writes `docs/configuration.md` from the declarations.
 * @module
 */

import { describeOption } from "./describe.ts";
import type { Options } from "./option.ts";
import { runtimeOptions } from "./options/runtime.ts";
import type { Script } from "./script.ts";

const INTRODUCTION = `# Configuration

<!-- Written by \`deno task docs\` from lib/config; change the declarations there. -->

Each option can be given in three places, the strongest first:

1. a flag: \`--out-of-orderness 1s\` or \`--out-of-orderness=1s\`; switches are turned on by \`--once\`
   and off by \`--no-once\`;
2. an environment variable: \`TRAFFIC_OUT_OF_ORDERNESS=1s\`; switches take \`true\` or \`false\`; an
   empty variable counts as not set;
3. a file named by \`--config FILE\` or \`TRAFFIC_CONFIG\`: JSON, comments and trailing commas allowed,
   with the name in camel case as the key: \`{ "outOfOrderness": "1s" }\`. One file may serve all
   scripts: each takes the keys that it knows, and only a key that none knows is an error.

\`--check\` says whether a configuration is right; \`--dump\` prints each value and where it comes from.

Durations are written \`500ms\`, \`5s\`, \`30m\`, \`24h\`, \`7d\`; sizes \`512B\`, \`64MiB\`, \`2GiB\` (or kB, MB,
GB, TB of 1,000); times in RFC 3339, such as \`2025-03-03T00:00:00Z\`; lists with commas between, in
a file as \`[1, 3, 12]\`.

Exit codes: 0 done, or stopped in order by Ctrl-C or SIGTERM; 1 something outside the program is
wrong (a file, a log, a model); 2 the configuration is wrong; 70 a fault of the program; 130
stopped by a signal before there was a result.
`;

/** Gives the page: how options are given, then a table of options per script. */
export function configurationPage(scripts: readonly Script<Options>[]): string {
  const { config, ...flagsOnly } = runtimeOptions;
  return [
    INTRODUCTION,
    "## Every script\n",
    table({ config, ...flagsOnly }),
    ...scripts.flatMap((script) => [
      `## ${script.name}\n`,
      `${script.purpose}.\n`,
      "```sh",
      ...script.examples.map((example) => `deno task ${example}`),
      "```\n",
      table(script.options),
      ...conditions(script.checks.map((check) => check.name)),
    ]),
  ].join("\n").trimEnd() + "\n";
}

function table(options: Options): string {
  const rows = Object.entries(options).map(([property, option]) => {
    const { usage, env, default: fallback, bounds, meaning } = describeOption(property, option);
    const isNote = option.required || option.defaultNote !== undefined || fallback === "none";
    const shown = fallback === "" ? "off" : isNote ? fallback : `\`${fallback}\``;
    const variable = isFlagOnly(property) ? "" : `\`${env}\``;
    return `| ${[`\`${usage}\``, variable, shown, bounds, meaning].map(cell).join(" | ")} |`;
  });
  return [
    "| option | environment | default | bounds | meaning |",
    "|---|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

function conditions(names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const lines = names.map((name) => `- ${name.replace(/--[a-z-]+/g, "`$&`")}`);
  return ["What must hold between them:\n", ...lines, ""];
}

function isFlagOnly(property: string): boolean {
  return property !== "config" && Object.hasOwn(runtimeOptions, property);
}

/** Bars would end a cell. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
