/**
 * Options of features: how windows become numbers that a model takes, and which windows train it.
 * @module
 */

import { choice } from "../kinds/choice.ts";
import { numbers } from "../kinds/numbers.ts";
import { toggle } from "../kinds/toggle.ts";
import type { Check, ConfigOf } from "../script.ts";

/** Scaling, fitted on the training part. */
export const featureOptions = {
  scaler: choice(["standard", "minmax"], {
    doc: "Scale features to mean 0 and deviation 1, or to the range from 0 to 1",
    default: "standard",
  }),
  log1p: toggle({ doc: "Take log(1 + x) of counts and sizes before they are scaled" }),
};

/** The parts that windows are split into, in the order of time. */
export const splitOptions = {
  split: numbers({
    doc: "Shares of the windows for training, validation and test, in the order of time",
    default: [0.7, 0.1, 0.2],
    min: 0,
    max: 1,
  }),
};

/** Shares that sum to less would leave windows out without a word; without training windows
 * there is no scaler. */
export const splitIsWhole: Check<ConfigOf<typeof splitOptions>> = {
  name: "--split sums to 1, and its training share is above 0",
  violation({ split }) {
    const sum = split.reduce((total, share) => total + share, 0);
    if (Math.abs(sum - 1) < 1e-9 && split[0] > 0) return undefined;
    return `Cannot use --split ${split.join(",")}: expected a training share above 0 and a sum ` +
      `of 1, not ${Number(sum.toFixed(9))}`;
  },
};
