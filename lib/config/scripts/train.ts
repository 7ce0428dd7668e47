/**
 * What the script `train` says of itself.
 * @module
 */

import { busOptions, rangeOptions, readOptions } from "../options/bus.ts";
import { featureOptions, splitIsWhole, splitOptions } from "../options/features.ts";
import { backendOptions, modelOptions, shapeOptions } from "../options/model.ts";
import { inputOptions } from "../options/records.ts";
import { seedOptions, trainingOptions } from "../options/training.ts";
import { idleTimeoutCoversWindow, windowOptions } from "../options/window.ts";
import { jsonOption } from "../options/runtime.ts";
import type { ConfigOf, Script } from "../script.ts";

/** The options of `train`. */
export const trainOptions = {
  ...modelOptions,
  ...inputOptions,
  ...shapeOptions,
  ...trainingOptions,
  ...featureOptions,
  ...splitOptions,
  ...seedOptions,
  ...backendOptions,
  ...windowOptions,
  ...busOptions,
  ...readOptions,
  ...rangeOptions,
  json: jsonOption,
};

/** The configuration of `train`. */
export type TrainConfig = ConfigOf<typeof trainOptions>;

/** Makes a model. */
export const trainScript: Script<typeof trainOptions> = {
  name: "train",
  purpose: "Train an LSTM on the bus or on captures, and save it as a model folder",
  examples: [
    "train",
    "train --input day.pcap --window 1s --model models/uplink",
    "train --lookback 24 --units 32 --layers 1 --epochs 20",
  ],
  options: trainOptions,
  checks: [idleTimeoutCoversWindow, splitIsWhole],
};
