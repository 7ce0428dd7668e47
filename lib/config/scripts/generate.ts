/**
 * What the script `generate` says of itself.
 * @module
 */

import { withDefault } from "../defaults.ts";
import { busOptions, topicOptions } from "../options/bus.ts";
import { episodesFitIntoDay, trafficOptions } from "../options/traffic.ts";
import { formatOptions } from "../options/records.ts";
import { seedOptions } from "../options/training.ts";
import { jsonOption, statsOptions } from "../options/runtime.ts";
import type { ConfigOf, Script } from "../script.ts";

/** The options of `generate`. */
export const generateOptions = {
  ...trafficOptions,
  ...seedOptions,
  format: withDefault(formatOptions.format, "json"),
  ...busOptions,
  ...topicOptions,
  ...statsOptions,
  json: jsonOption,
};

/** The configuration of `generate`. */
export type GenerateConfig = ConfigOf<typeof generateOptions>;

/** Writes synthetic traffic to the bus. */
export const generateScript: Script<typeof generateOptions> = {
  name: "generate",
  purpose: "Write realistic synthetic packets of several links to the bus",
  examples: [
    "generate",
    "generate --speed max --duration 1d --labels labels.jsonl",
    "generate --links 100 --rate 100000 --format packed",
  ],
  options: generateOptions,
  checks: [episodesFitIntoDay],
};
