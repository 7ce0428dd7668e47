/**
 * Seeded dropout: tfjs' own either repeats one mask for ever (with a seed) or cannot be repeated
 * (without).
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import type { Random } from "#lib/core/random.ts";
import type { LstmConfig } from "./lstm_config.ts";
import type { Matrix } from "./tensors.ts";

/** Draws the masks of one mini-batch after the other. */
export class DropoutMasks {
  readonly #config: LstmConfig;
  readonly #random: Random;

  /**
   * Starts at the first mini-batch.
   * @param random draws the masks; the same stream gives the same masks
   */
  constructor(config: LstmConfig, random: Random) {
    this.#config = config;
    this.#random = random;
  }

  /**
   * Draws masks per pair of neighbouring layers and time step, `[rows, units]` each: 0 with the
   * probability `dropout`, else 1 / (1 − dropout), so that the mean stays (inverted dropout,
   * Srivastava et al. 2014). Empty lists where nothing is dropped. The caller owns the tensors.
   */
  draw(rows: number): Matrix[][] {
    const { layers, lookback, units, dropout } = this.#config;
    return Array.from({ length: layers - 1 }, () => {
      if (dropout === 0) return [];
      return Array.from({ length: lookback }, () => this.#mask(rows, units, dropout));
    });
  }

  #mask(rows: number, units: number, dropout: number): Matrix {
    const values = new Float32Array(rows * units);
    const dropBelow = dropout * 2 ** 32;
    const kept = 1 / (1 - dropout);
    for (let i = 0; i < values.length; i++) {
      values[i] = this.#random.uint32() < dropBelow ? 0 : kept;
    }
    return tf.tensor2d(values, [rows, units]);
  }
}
