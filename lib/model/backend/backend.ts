/**
 * What a backend gives to the rest of the system.
 * @module
 */

import type { LstmConfig } from "../lstm_config.ts";
import type { Predictor } from "../predictor.ts";

/** Something that networks run on, loaded. */
export interface Backend {
  /** What ids of forecasts and manifests carry: two backends of one name give the same numbers to
   * the last bit, on every machine. */
  readonly name: string;
  /** A few words for the user. */
  readonly kind: string;
  /**
   * Makes a network ready to forecast.
   * @param weights in the order and with the lengths of `weightSpecs`
   */
  readonly createPredictor: (config: LstmConfig, weights: readonly Float32Array[]) => Predictor;
}
