#!/usr/bin/env -S deno run --no-prompt --allow-read --allow-write --allow-env=TRAFFIC_*
/**
 * Measures messages and packets per second through the bus and the model: `deno task throughput`.
 * @module
 */

import { runScript } from "#lib/app/run.ts";
import { throughput } from "#lib/app/throughput.ts";
import { throughputScript } from "#lib/config/scripts/throughput.ts";

await runScript(throughputScript, throughput);
