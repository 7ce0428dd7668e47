/**
 * A script for `process_test.ts`: prints until it is stopped, or waits to be.
 * @module
 */

import { runScript } from "#lib/app/run.ts";
import { jsonOption } from "#lib/config/options/runtime.ts";
import { toggle } from "#lib/config/kinds/toggle.ts";
import type { Script } from "#lib/config/script.ts";

const options = {
  once: toggle({ doc: "Print one line and wait, not lines without end" }),
  json: jsonOption,
};

const fixture: Script<typeof options> = {
  name: "fixture",
  purpose: "Print lines",
  examples: [],
  options,
  checks: [],
};

await runScript(fixture, async ({ config, clock, out, result, signal }) => {
  while (!config.once) out("line ".repeat(1000));
  out("ready");
  await clock.sleep(60_000, signal);
  result({ stopped: signal.aborted });
});
