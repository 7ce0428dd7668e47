#!/usr/bin/env -S deno run --no-prompt --allow-read --allow-write --allow-env=TRAFFIC_*,NODE_ENV,KAFKAJS_* --allow-net --allow-ffi --allow-sys=cpus,hostname,networkInterfaces
/**
 * Writes the windows of captures or of the bus as CSV, Parquet or a table: `deno task windows`.
 * @module
 */

import { runScript } from "#lib/app/run.ts";
import { windowsScript } from "#lib/config/scripts/windows.ts";

// Loaded inside, since it loads native code: --help needs none, and what it lacks is said in order.
await runScript(windowsScript, async (context) => {
  const { windows } = await import("#lib/app/windows.ts");
  await windows(context);
});
