#!/usr/bin/env -S deno run --no-prompt --allow-read --allow-write=docs --allow-env=TRAFFIC_*
/**
 * Writes `docs/configuration.md` from the declarations of the options.
 * @module
 */

import { docs } from "#lib/app/docs.ts";
import { runScript } from "#lib/app/run.ts";
import { docsScript } from "#lib/config/scripts/docs.ts";

await runScript(docsScript, docs);
