/**
 * The backend in plain JavaScript, tfjs' own: runs everywhere, slowly.
 * @module
 */

import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { LstmPredictor } from "../lstm_predictor.ts";
import type { Backend } from "./backend.ts";

/** Loads it, and makes it tfjs' active backend. */
export async function load(): Promise<Backend> {
  tf.enableProdMode(); // drops tfjs' advice to install other packages from standard error
  await tf.setBackend("cpu");
  await tf.ready();
  return {
    name: "cpu",
    kind: "plain JavaScript",
    createPredictor: (config, weights) => new LstmPredictor(config, weights),
  };
}
