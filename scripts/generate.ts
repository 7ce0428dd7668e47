#!/usr/bin/env -S deno run --no-prompt --allow-read --allow-write --allow-env=TRAFFIC_*,NODE_ENV,KAFKAJS_* --allow-net
/**
 * Writes realistic synthetic packets to the bus: `deno task generate`.
 * @module
 */

import { generate } from "#lib/app/generate.ts";
import { runScript } from "#lib/app/run.ts";
import { generateScript } from "#lib/config/scripts/generate.ts";

await runScript(generateScript, generate);
