#!/usr/bin/env -S deno run --no-prompt --allow-read --allow-write --allow-env=TRAFFIC_*,NODE_ENV,KAFKAJS_* --allow-net
/**
 * Writes the packets of a capture file or pipe to the bus: `deno task capture`.
 * @module
 */

import { capture } from "#lib/app/capture.ts";
import { runScript } from "#lib/app/run.ts";
import { captureScript } from "#lib/config/scripts/capture.ts";

await runScript(captureScript, capture);
