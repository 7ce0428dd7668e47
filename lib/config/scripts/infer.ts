/**
 * What the script `infer` says of itself.
 * @module
 */

import { alertOptions } from "../options/alert.ts";
import { busOptions, topicOptions } from "../options/bus.ts";
import {
  followOptions,
  limitOptions,
  resultOptions,
  sessionOutlastsCommit,
  topicsDiffer,
} from "../options/follow.ts";
import { backendOptions, modelOptions } from "../options/model.ts";
import { latenessOptions } from "../options/window.ts";
import { jsonOption, statsOptions } from "../options/runtime.ts";
import type { ConfigOf, Script } from "../script.ts";

/** The options of `infer`. */
export const inferOptions = {
  ...alertOptions,
  ...modelOptions,
  ...backendOptions,
  ...followOptions,
  ...limitOptions,
  ...resultOptions,
  ...latenessOptions,
  ...busOptions,
  ...topicOptions,
  ...statsOptions,
  json: jsonOption,
};

/** The configuration of `infer`. */
export type InferConfig = ConfigOf<typeof inferOptions>;

/** Follows the bus, forecasts and alerts. */
export const inferScript: Script<typeof inferOptions> = {
  name: "infer",
  purpose: "Follow the bus, forecast each link's next windows, and alert before a congestion",
  examples: [
    "infer",
    "infer --threshold 250 --horizon 6",
    "infer --once --print alerts",
  ],
  options: inferOptions,
  checks: [sessionOutlastsCommit, topicsDiffer],
};
