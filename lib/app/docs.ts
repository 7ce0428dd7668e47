/**
 * Writes `docs/configuration.md`, or says whether it is up to date.
 * @module
 */

import { configurationPage } from "#lib/config/page.ts";
import { allScripts } from "#lib/config/scripts/all.ts";
import type { DocsConfig } from "#lib/config/scripts/docs.ts";
import { UserError } from "#lib/core/errors.ts";
import type { Context } from "./run.ts";

/** Where the page lies, from the folder of the project. */
const PAGE = "docs/configuration.md";

/**
 * Writes the page of all options.
 * @throws {UserError} if it was only to be verified and is not up to date
 */
export async function docs({ config, out }: Context<DocsConfig>): Promise<void> {
  const page = configurationPage(allScripts);
  if (!config.verify) {
    await Deno.writeTextFile(PAGE, page);
    out(`wrote ${PAGE}`);
  } else if (await Deno.readTextFile(PAGE) === page) {
    out(`${PAGE} is up to date`);
  } else {
    throw new UserError(`Cannot verify ${PAGE}: it is not up to date; run deno task docs`);
  }
}
