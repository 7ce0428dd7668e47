/**
 * The network in plain TypeScript and double precision, straight from the equations: the oracle
 * for everything faster.
 * @module
 */

import type { LstmConfig } from "#lib/model/lstm_config.ts";

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** Runs one layer over `[time][inputs]`; gates in the order i, f, c, o. */
function layer(
  sequence: readonly ArrayLike<number>[],
  kernel: ArrayLike<number>,
  recurrent: ArrayLike<number>,
  bias: ArrayLike<number>,
): Float64Array[] {
  const units = bias.length / 4;
  let hidden = new Float64Array(units);
  const cell = new Float64Array(units);
  return sequence.map((x) => {
    const z = Float64Array.from(bias);
    for (let column = 0; column < 4 * units; column++) {
      for (let i = 0; i < x.length; i++) z[column] += x[i] * kernel[i * 4 * units + column];
      for (let i = 0; i < units; i++) {
        z[column] += hidden[i] * recurrent[i * 4 * units + column];
      }
    }
    const next = new Float64Array(units);
    for (let u = 0; u < units; u++) {
      const inputGate = sigmoid(z[u]);
      const forgetGate = sigmoid(z[units + u]);
      const candidate = Math.tanh(z[2 * units + u]);
      const outputGate = sigmoid(z[3 * units + u]);
      cell[u] = forgetGate * cell[u] + inputGate * candidate;
      next[u] = outputGate * Math.tanh(cell[u]);
    }
    hidden = next;
    return next;
  });
}

/**
 * Forecasts one row.
 * @param weights in Keras' order
 * @param x `[lookback, features]`
 * @param masks per pair of neighbouring layers and time step what multiplies the lower output
 */
export function referenceForecast(
  config: LstmConfig,
  weights: readonly ArrayLike<number>[],
  x: ArrayLike<number>,
  masks: readonly (readonly ArrayLike<number>[])[] = [],
): Float64Array {
  let sequence: ArrayLike<number>[] = Array.from(
    { length: config.lookback },
    (_, t) => Float64Array.from({ length: config.features }, (_, i) => x[t * config.features + i]),
  );
  for (let index = 0; index < config.layers; index++) {
    const [kernel, recurrent, bias] = weights.slice(index * 3, index * 3 + 3);
    const outputs = layer(sequence, kernel, recurrent, bias);
    const mask = masks[index];
    sequence = outputs.map((output, t) =>
      mask?.length ? output.map((value, unit) => value * mask[t][unit]) : output
    );
  }
  const hidden = sequence[sequence.length - 1];
  const [kernel, bias] = weights.slice(-2);
  return Float64Array.from({ length: config.horizon }, (_, h) => {
    let sum = bias[h];
    for (let u = 0; u < config.units; u++) sum += hidden[u] * kernel[u * config.horizon + h];
    return sum;
  });
}
