/**
 * Options of the model: where it lies, its shape, and what computes it.
 * @module
 */

import { choice } from "../kinds/choice.ts";
import { integer, number } from "../kinds/number.ts";
import { folder } from "../kinds/text.ts";

/** Where the model lies, and what computes it. */
export const modelOptions = {
  model: folder({ doc: "Folder of the model", default: "models/default" }),
};

/** What computes the model. */
export const backendOptions = {
  backend: choice(["auto", "cpu", "wasm"], {
    doc: "What computes the model; `auto` takes the fastest that works here",
    default: "auto",
  }),
};

/** The shape of the network. */
export const shapeOptions = {
  lookback: integer({
    doc: "Sequence length: how many windows the model looks back on",
    default: 10,
    min: 1,
    max: 1000,
    unit: "windows",
  }),
  horizon: integer({
    doc: "How many windows ahead the model forecasts, one output for each",
    default: 12,
    min: 1,
    max: 1000,
    unit: "windows",
  }),
  units: integer({ doc: "Hidden size of each LSTM layer", default: 64, min: 1, max: 4096 }),
  layers: integer({ doc: "LSTM layers", default: 2, min: 1, max: 8 }),
  dropout: number({
    doc: "Share of activations dropped after each layer while training",
    default: 0.2,
    min: 0,
    below: 1,
  }),
};
