/**
 * The whole network on the reference: layers, dropout between them, the dense layer, the loss.
 * @module
 */

import { layerForward, type LayerTrace } from "#lib/model/kernels/reference/layer_forward.ts";
import { layerGradient } from "#lib/model/kernels/reference/layer_gradient.ts";
import type { LayerShape, LayerWeights } from "#lib/model/kernels/lstm_layer.ts";
import type { LstmConfig } from "#lib/model/lstm_config.ts";

/** What a network learns from in one step. */
export interface NetworkBatch {
  readonly rows: number;
  /** `[rows, lookback, features]` */
  readonly x: Float32Array;
  /** `[rows, horizon]` */
  readonly y: Float32Array;
  /** Per pair of neighbouring layers and step, `[rows, units]`. */
  readonly masks: readonly (readonly Float32Array[])[];
}

/** What the network makes of it, in double precision. */
export interface NetworkResult {
  readonly forecasts: Float64Array;
  readonly loss: number;
  /** In the order of `weightSpecs`. */
  readonly gradients: readonly Float64Array[];
}

/** Runs a network forth and back. */
export function referenceNetwork(
  config: LstmConfig,
  weights: readonly Float32Array[],
  { rows, x, y, masks }: NetworkBatch,
): NetworkResult {
  const { lookback: steps, features, units, layers, horizon } = config;
  const shapes = Array.from({ length: layers }, (_, index): LayerShape => ({
    batch: rows,
    steps,
    inputs: index === 0 ? features : units,
    units,
  }));
  const layerWeights = shapes.map((_, index): LayerWeights => {
    const [kernel, recurrentKernel, bias] = weights.slice(3 * index, 3 * index + 3);
    return { kernel, recurrentKernel, bias };
  });
  const masked = (values: Float64Array, mask: readonly Float32Array[] | undefined) =>
    mask === undefined || mask.length === 0 ? values : values.map((value, i) => {
      const [row, t, unit] = [
        Math.floor(i / units / steps),
        Math.floor(i / units) % steps,
        i % units,
      ];
      return value * mask[t][row * units + unit];
    });

  const traces: LayerTrace[] = [];
  shapes.forEach((shape, index) => {
    const input = index === 0 ? x : masked(traces[index - 1].sequence, masks[index - 1]);
    traces.push(layerForward(shape, layerWeights[index], input));
  });
  const [kernel, bias] = weights.slice(-2);
  const { hidden } = traces[layers - 1].state;
  const forecasts = Float64Array.from({ length: rows * horizon }, (_, i) => {
    const [row, h] = [Math.floor(i / horizon), i % horizon];
    let sum = bias[h];
    for (let u = 0; u < units; u++) sum += hidden[row * units + u] * kernel[u * horizon + h];
    return sum;
  });

  const errors = forecasts.map((value, i) => value - y[i]);
  const loss = errors.reduce((sum, error) => sum + error * error, 0) / errors.length;
  const upstream = errors.map((error) => 2 * error / errors.length);
  const kernelGradient = new Float64Array(units * horizon);
  const biasGradient = new Float64Array(horizon);
  const sequence = new Float64Array(rows * steps * units);
  upstream.forEach((value, i) => {
    const [row, h] = [Math.floor(i / horizon), i % horizon];
    biasGradient[h] += value;
    for (let u = 0; u < units; u++) {
      kernelGradient[u * horizon + h] += value * hidden[row * units + u];
      sequence[(row * steps + steps - 1) * units + u] += value * kernel[u * horizon + h];
    }
  });
  const gradients: Float64Array[] = [kernelGradient, biasGradient];
  let output: Float64Array = sequence;
  for (let index = layers - 1; index >= 0; index--) {
    const back = layerGradient(shapes[index], layerWeights[index], traces[index], {
      sequence: output,
    });
    const { kernel, recurrentKernel, bias } = back.weights;
    gradients.unshift(kernel, recurrentKernel, bias);
    if (index > 0) output = masked(back.input, masks[index - 1]);
  }
  return { forecasts, loss, gradients };
}
