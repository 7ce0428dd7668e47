/**
 * What the script `generate` says of itself.
 * @module
 */

import { withDefault } from "../defaults.ts";
import { busOptions, topicOptions } from "../options/bus.ts";
import {
  episodesFitIntoDay,
  eventsHaveLinks,
  pcapEnds,
  pcapOptions,
  profileOptions,
  trafficOptions,
} from "../options/traffic.ts";
import { formatOptions } from "../options/records.ts";
import { seedOptions } from "../options/training.ts";
import { jsonOption, statsOptions } from "../options/runtime.ts";
import type { ConfigOf, Script } from "../script.ts";

/** The options of `generate`. */
export const generateOptions = {
  ...trafficOptions,
  ...profileOptions,
  ...seedOptions,
  format: withDefault(formatOptions.format, "json"),
  ...busOptions,
  ...topicOptions,
  ...pcapOptions,
  ...statsOptions,
  json: jsonOption,
};

/** The configuration of `generate`. */
export type GenerateConfig = ConfigOf<typeof generateOptions>;

/** Writes synthetic traffic to the bus. */
export const generateScript: Script<typeof generateOptions> = {
  name: "generate",
  purpose: "Write realistic synthetic packets of several links to the bus or a capture",
  examples: [
    "generate",
    "generate --speed max --duration 1d --labels labels.jsonl",
    "generate --links 100 --rate 100000 --format packed",
    "generate --inject syn-flood@10m+2m:link-2*8 --labels labels.jsonl",
    "generate --profile home --profile volumes.csv --profile-time-scale 60",
    "generate --pcap day.pcapng --duration 10m",
  ],
  options: generateOptions,
  checks: [episodesFitIntoDay, pcapEnds, eventsHaveLinks],
};
