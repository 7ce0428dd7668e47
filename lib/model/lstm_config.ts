/**
 * The shape of the forecasting network, and of its weights in Keras' layout.
 * @module
 */

import { UsageError } from "#lib/core/errors.ts";

/** Shape of the network: `layers` LSTMs with dropout between them, then one dense layer. */
export interface LstmConfig {
  /** Windows that one forecast looks back on: the network's time steps. */
  readonly lookback: number;
  /** Features of a window. */
  readonly features: number;
  /** Units of each LSTM layer. */
  readonly units: number;
  /** LSTM layers, one on top of the other. */
  readonly layers: number;
  /** Share of activations that training drops between two LSTM layers, in [0, 1). As in PyTorch's
   * `nn.LSTM`, nothing is dropped after the last layer: noise in front of a linear output only
   * adds to its variance. */
  readonly dropout: number;
  /** Windows forecast: one output each, all in one pass (direct multi-horizon head). */
  readonly horizon: number;
}

/** Name and shape of one weight. */
export interface WeightSpec {
  /** Name in the saved model, as Keras would give it. */
  readonly name: string;
  /** Matrix `[rows, columns]` or vector `[length]`. */
  readonly shape: readonly number[];
}

/**
 * Checks a network's shape.
 * @throws {UsageError} if a number is not an integer in its range
 */
export function checkLstmConfig(config: LstmConfig): void {
  for (const name of ["lookback", "features", "units", "layers", "horizon"] as const) {
    const value = config[name];
    if (!Number.isInteger(value) || value < 1 || value > 65_536) {
      throw new UsageError(
        `Cannot build a network with ${name} ${value}: expected an integer from 1 to 65536`,
      );
    }
  }
  if (!(config.dropout >= 0 && config.dropout < 1)) {
    throw new UsageError(
      `Cannot build a network with dropout ${config.dropout}: expected a number in [0, 1)`,
    );
  }
}

/**
 * Lists the weights in Keras' order: per layer `kernel` `[inputs, 4 * units]`,
 * `recurrent_kernel` `[units, 4 * units]` and `bias` `[4 * units]`, with the gates in the order
 * i, f, c, o; then the dense layer's `kernel` `[units, horizon]` and `bias` `[horizon]`.
 */
export function weightSpecs(config: LstmConfig): WeightSpec[] {
  const { units, layers, horizon } = config;
  const specs: WeightSpec[] = [];
  for (let layer = 1; layer <= layers; layer++) {
    const inputs = layer === 1 ? config.features : units;
    specs.push(
      { name: `lstm_${layer}/kernel`, shape: [inputs, 4 * units] },
      { name: `lstm_${layer}/recurrent_kernel`, shape: [units, 4 * units] },
      { name: `lstm_${layer}/bias`, shape: [4 * units] },
    );
  }
  specs.push(
    { name: "output/kernel", shape: [units, horizon] },
    { name: "output/bias", shape: [horizon] },
  );
  return specs;
}

/** Gives the number of elements of a shape. */
export function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
