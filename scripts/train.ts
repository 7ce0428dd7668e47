#!/usr/bin/env -S deno run --no-prompt --allow-read --allow-write --allow-env=TRAFFIC_* --allow-ffi --allow-sys=cpus,hostname,networkInterfaces
/**
 * Trains an LSTM on the bus or on captures: `deno task train`.
 * @module
 */

import { train } from "#lib/app/train.ts";
import { runScript } from "#lib/app/run.ts";
import { trainScript } from "#lib/config/scripts/train.ts";

await runScript(trainScript, train);
