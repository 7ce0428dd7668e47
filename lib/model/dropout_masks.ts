/**
 * Seeded dropout: tfjs' own either repeats one mask for ever (with a seed) or cannot be repeated
 * (without).
 * @module
 */

import type { Random } from "#lib/core/random.ts";
import type { LstmConfig } from "./lstm_config.ts";

/** Stream of the seed that dropout draws from; the initial weights use those from 0. */
export const DROPOUT_STREAM = 1_001;

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
   * Srivastava et al. 2014). Empty lists where nothing is dropped.
   */
  draw(rows: number): Float32Array[][] {
    const { layers, lookback, units, dropout } = this.#config;
    return Array.from({ length: layers - 1 }, () => {
      if (dropout === 0) return [];
      return Array.from({ length: lookback }, () => this.#mask(rows, units, dropout));
    });
  }

  #mask(rows: number, units: number, dropout: number): Float32Array {
    const values = new Float32Array(rows * units);
    const dropBelow = dropout * 2 ** 32;
    const kept = 1 / (1 - dropout);
    for (let i = 0; i < values.length; i++) {
      values[i] = this.#random.uint32() < dropBelow ? 0 : kept;
    }
    return values;
  }
}
