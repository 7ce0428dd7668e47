#!/usr/bin/env -S deno run --no-prompt --allow-read --allow-write --allow-env=TRAFFIC_* --allow-ffi --allow-sys=cpus,hostname,networkInterfaces
/**
 * Scores a model beside persistence and the mean: `deno task evaluate`.
 * @module
 */

import { evaluate } from "#lib/app/evaluate.ts";
import { runScript } from "#lib/app/run.ts";
import { evaluateScript } from "#lib/config/scripts/evaluate.ts";

await runScript(evaluateScript, evaluate);
