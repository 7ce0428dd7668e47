#!/usr/bin/env -S deno run --no-prompt --v8-flags=--max-semi-space-size=4,--heap-growing-percent=30 --allow-read --allow-write --allow-env=TRAFFIC_*,NODE_ENV,KAFKAJS_* --allow-net
/**
 * Follows the bus, forecasts and alerts: `deno task infer`. The V8 flags keep its heap close to what
 * it needs, for about a tenth more processor time: it holds less than 200 MB also while it works off a backlog.
 * @module
 */

import { infer } from "#lib/app/infer.ts";
import { runScript } from "#lib/app/run.ts";
import { inferScript } from "#lib/config/scripts/infer.ts";

await runScript(inferScript, infer);
