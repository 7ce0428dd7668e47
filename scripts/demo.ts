#!/usr/bin/env -S deno run --no-prompt --allow-read --allow-write --allow-env=TRAFFIC_* --allow-run=deno
/**
 * Shows the whole system at work on generated traffic or on a capture: `deno task demo`.
 * @module
 */

import { demo } from "#lib/app/demo.ts";
import { runScript } from "#lib/app/run.ts";
import { demoScript } from "#lib/config/scripts/demo.ts";

await runScript(demoScript, demo);
