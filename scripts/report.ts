#!/usr/bin/env -S deno run --no-prompt --allow-read --allow-write --allow-env=TRAFFIC_*,NODE_ENV,KAFKAJS_* --allow-net
/**
 * Draws a log's forecasts and alerts beside what came, as one HTML file: `deno task report`.
 * @module
 */

import { report } from "#lib/app/report.ts";
import { runScript } from "#lib/app/run.ts";
import { reportScript } from "#lib/config/scripts/report.ts";

await runScript(reportScript, report);
