/**
 * What the script `demo` says of itself.
 * @module
 */

import { folder, path } from "../kinds/text.ts";
import { thresholdOptions } from "../options/alert.ts";
import { seedOptions, trainingOptions } from "../options/training.ts";
import { withDefault, withoutDefault } from "../defaults.ts";
import { jsonOption } from "../options/runtime.ts";
import type { ConfigOf, Script } from "../script.ts";

/** The options of `demo`. */
export const demoOptions = {
  input: path({ doc: "Use this capture, split in time", defaultNote: "synthetic traffic" }),
  dir: folder({ doc: "Folder of the demo's log and model", default: "demo" }),
  report: path({ doc: "Write the report to this file", default: "report.html" }),
  threshold: withoutDefault(
    thresholdOptions.threshold,
    "100; for a capture the 95th percentile of its training part",
  ),
  epochs: withDefault(trainingOptions.epochs, 12),
  maxSequences: withDefault(trainingOptions.maxSequences, 6000),
  ...seedOptions,
  json: jsonOption,
};

/** The configuration of `demo`. */
export type DemoConfig = ConfigOf<typeof demoOptions>;

/** Shows the whole system at work. */
export const demoScript: Script<typeof demoOptions> = {
  name: "demo",
  purpose: "Generate traffic, train, infer and evaluate, and draw a report",
  examples: ["demo", "demo --input day.pcap --report day.html"],
  options: demoOptions,
  checks: [],
};
