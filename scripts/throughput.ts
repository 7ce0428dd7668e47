#!/usr/bin/env -S deno run --no-prompt --v8-flags=--max-semi-space-size=4,--heap-growing-percent=30 --allow-read --allow-write --allow-env=TRAFFIC_*,NODE_ENV,KAFKAJS_* --allow-net
/**
 * Measures messages and packets per second through the bus and the model: `deno task throughput`.
 * Runs with the V8 flags of `infer`.
 * @module
 */

import { runScript } from "#lib/app/run.ts";
import { throughput } from "#lib/app/throughput.ts";
import { throughputScript } from "#lib/config/scripts/throughput.ts";

await runScript(throughputScript, throughput);
