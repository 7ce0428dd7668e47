/**
 * What the script `docs` says of itself.
 * @module
 */

import { toggle } from "../kinds/toggle.ts";
import { jsonOption } from "../options/runtime.ts";
import type { ConfigOf, Script } from "../script.ts";

/** The options of `docs`. */
export const docsOptions = {
  verify: toggle({ doc: "Write nothing; exit with 1 if the page is not up to date" }),
  json: jsonOption,
};

/** The configuration of `docs`. */
export type DocsConfig = ConfigOf<typeof docsOptions>;

/** Writes the page of all options. */
export const docsScript: Script<typeof docsOptions> = {
  name: "docs",
  purpose: "Write docs/configuration.md from the declarations of the options",
  examples: ["docs", "docs --verify"],
  options: docsOptions,
  checks: [],
};
