#!/usr/bin/env -S deno run --no-prompt --allow-read --allow-write --allow-env=TRAFFIC_*
/**
 * Follows the bus, forecasts and alerts: `deno task infer`.
 * @module
 */

import { infer } from "#lib/app/infer.ts";
import { runScript } from "#lib/app/run.ts";
import { inferScript } from "#lib/config/scripts/infer.ts";

await runScript(inferScript, infer);
