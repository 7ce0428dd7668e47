/**
 * The network in plain TypeScript and double precision, one layer of the reference on top of the
 * other: the oracle for everything faster.
 * @module
 */

import { layerForward } from "#lib/model/kernels/reference/layer_forward.ts";
import type { LstmConfig } from "#lib/model/lstm_config.ts";

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
  const { lookback: steps, units } = config;
  let sequence: ArrayLike<number> = Float64Array.from(
    { length: steps * config.features },
    (_, i) => x[i],
  );
  for (let index = 0; index < config.layers; index++) {
    const [kernel, recurrentKernel, bias] = weights.slice(index * 3, index * 3 + 3);
    const shape = { batch: 1, steps, inputs: sequence.length / steps, units };
    const output = layerForward(shape, { kernel, recurrentKernel, bias }, sequence).sequence;
    const mask = masks[index];
    sequence = mask?.length
      ? output.map((value, i) => value * mask[Math.floor(i / units)][i % units])
      : output;
  }
  const [kernel, bias] = weights.slice(-2);
  return Float64Array.from({ length: config.horizon }, (_, h) => {
    let sum = bias[h];
    for (let u = 0; u < units; u++) {
      sum += sequence[(steps - 1) * units + u] * kernel[u * config.horizon + h];
    }
    return sum;
  });
}
