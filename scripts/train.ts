#!/usr/bin/env -S deno run --no-prompt --allow-read --allow-write --allow-env=TRAFFIC_*,NODE_ENV,KAFKAJS_* --allow-net --allow-ffi --allow-sys=cpus,hostname,networkInterfaces
/**
 * Trains an LSTM on the bus or on captures: `deno task train`.
 * @module
 */

import { runScript } from "#lib/app/run.ts";
import { trainScript } from "#lib/config/scripts/train.ts";

// Loaded inside, since it loads native code: --help needs none, and what it lacks is said in order.
await runScript(trainScript, async (context) => {
  const { train } = await import("#lib/app/train.ts");
  await train(context);
});
