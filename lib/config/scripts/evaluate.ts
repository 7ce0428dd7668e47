/**
 * What the script `evaluate` says of itself.
 * @module
 */

import { integers } from "../kinds/numbers.ts";
import { number } from "../kinds/number.ts";
import { busOptions, rangeOptions, readOptions } from "../options/bus.ts";
import { splitIsWhole, splitOptions } from "../options/features.ts";
import { backendOptions, modelOptions } from "../options/model.ts";
import { inputOptions } from "../options/records.ts";
import { latenessOptions } from "../options/window.ts";
import { jsonOption } from "../options/runtime.ts";
import type { ConfigOf, Script } from "../script.ts";

/** The options of `evaluate`. */
export const evaluateOptions = {
  ...modelOptions,
  ...inputOptions,
  horizons: integers({
    doc: "Horizons that are scored, each at most the model's",
    defaultNote: "the next window, a quarter and all of the model's horizon",
    min: 1,
    max: 1000,
    unit: "windows",
  }),
  tolerance: number({
    doc: "A forecast is accurate within this share of the true count",
    default: 0.1,
    min: 0,
  }),
  ...splitOptions,
  ...backendOptions,
  ...latenessOptions,
  ...busOptions,
  ...readOptions,
  ...rangeOptions,
  json: jsonOption,
};

/** The configuration of `evaluate`. */
export type EvaluateConfig = ConfigOf<typeof evaluateOptions>;

/** Scores a model. */
export const evaluateScript: Script<typeof evaluateOptions> = {
  name: "evaluate",
  purpose: "Score a model on the last part in time, beside persistence and the mean",
  examples: [
    "evaluate",
    "evaluate --input day.pcap --model models/uplink --horizons 1,6",
    "evaluate --json",
  ],
  options: evaluateOptions,
  checks: [
    splitIsWhole,
    {
      name: "--split leaves a test part",
      violation: ({ split }) =>
        split[2] > 0
          ? undefined
          : `Cannot evaluate with --split ${split.join(",")}: expected a test share above 0`,
    },
  ],
};
