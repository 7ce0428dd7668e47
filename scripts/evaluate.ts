#!/usr/bin/env -S deno run --no-prompt --allow-read --allow-write --allow-env=TRAFFIC_*,NODE_ENV,KAFKAJS_* --allow-net --allow-ffi --allow-sys=cpus,hostname,networkInterfaces
/**
 * Scores a model beside persistence and the mean: `deno task evaluate`.
 * @module
 */

import { runScript } from "#lib/app/run.ts";
import { evaluateScript } from "#lib/config/scripts/evaluate.ts";

// Loaded inside, since it loads native code: --help needs none, and what it lacks is said in order.
await runScript(evaluateScript, async (context) => {
  const { evaluate } = await import("#lib/app/evaluate.ts");
  await evaluate(context);
});
