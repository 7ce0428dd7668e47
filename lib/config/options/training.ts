/**
 * Options of training.
 * @module
 */

import { integer, number } from "../kinds/number.ts";

/** Where the random numbers come from. */
export const seedOptions = {
  seed: integer({
    doc: "Seed of all random numbers: the same seed gives the same run",
    default: 1,
    min: 0,
  }),
};

/** How long and how fast the model learns. */
export const trainingOptions = {
  learningRate: number({
    doc: "Step size of the Adam optimizer",
    default: 0.001,
    above: 0,
    max: 1,
  }),
  epochs: integer({ doc: "Most passes over the training part", default: 50, min: 1 }),
  batchSize: integer({
    doc: "Sequences in a step",
    default: 64,
    min: 1,
    max: 65_536,
    unit: "sequences",
  }),
  patience: integer({
    doc: "Stop after this many epochs without a better validation loss",
    default: 6,
    min: 1,
    unit: "epochs",
  }),
  maxSequences: integer({
    doc: "Train on at most this many sequences, spread over the whole time",
    defaultNote: "all",
    min: 1,
    unit: "sequences",
  }),
};
