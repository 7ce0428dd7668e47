/**
 * What the script `throughput` says of itself.
 * @module
 */

import { choice, choices } from "../kinds/choice.ts";
import { integer, number } from "../kinds/number.ts";
import { text } from "../kinds/text.ts";
import { backendOptions } from "../options/model.ts";
import { seedOptions } from "../options/training.ts";
import { jsonOption } from "../options/runtime.ts";
import type { ConfigOf, Script } from "../script.ts";

/** The options of `throughput`. */
export const throughputOptions = {
  bus: text({
    doc: "The bus: `sqlite:` for a temporary log, `sqlite:FILE` for a new one, `memory:`, or " +
      "`kafka://HOST:PORT` for topics of its own there, removed in the end",
    default: "sqlite:",
  }),
  format: choice(["json", "packed", "both"], {
    doc: "Records on the bus: `json` is one packet a message, `packed` many in columns",
    default: "both",
  }),
  stages: choices(["produce", "consume", "pipeline"], {
    doc: "What is measured",
    default: ["produce", "consume", "pipeline"],
  }),
  seconds: number({
    doc: "Least length of each measurement",
    default: 30,
    above: 0,
    max: 3600,
    unit: "s",
  }),
  links: integer({ doc: "Number of links", default: 100, min: 1, max: 1_000_000 }),
  ratePerLinkPps: {
    ...number({
      doc: "Rate of a link in event time",
      default: 1000,
      above: 0,
      unit: "packets/s",
    }),
    suffix: "Pps",
  },
  ...seedOptions,
  ...backendOptions,
  json: jsonOption,
};

/** The configuration of `throughput`. */
export type ThroughputConfig = ConfigOf<typeof throughputOptions>;

/** Measures how much the system carries. */
export const throughputScript: Script<typeof throughputOptions> = {
  name: "throughput",
  purpose: "Measure messages/s written, read, and read + windowed + forecast",
  examples: [
    "throughput",
    "throughput --bus memory: --format packed --stages pipeline",
    "throughput --bus kafka://localhost:9092 --seconds 10",
  ],
  options: throughputOptions,
  checks: [],
};
