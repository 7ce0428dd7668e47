/**
 * The gradient of the LSTM layer straight from the chain rule: backpropagation through time
 * (Werbos 1990), in double precision.
 * @module
 */

import type { LayerGradients, LayerShape, LayerWeights, OutputGradients } from "../lstm_layer.ts";
import type { LayerTrace } from "./layer_forward.ts";

/**
 * Gives the gradients of all that a layer took, from those of what it gave.
 * @param trace of `layerForward` with the same shape and weights
 */
export function layerGradient(
  shape: LayerShape,
  weights: LayerWeights,
  trace: LayerTrace,
  output: OutputGradients,
): LayerGradients<Float64Array> {
  const { batch, steps, inputs, units } = shape;
  const zeros = new Float64Array(batch * units);
  const gradients: LayerGradients<Float64Array> = {
    input: new Float64Array(batch * steps * inputs),
    weights: {
      kernel: new Float64Array(inputs * 4 * units),
      recurrentKernel: new Float64Array(units * 4 * units),
      bias: new Float64Array(4 * units),
    },
    // these walk back in time, and stand before the first step in the end
    initial: {
      hidden: Float64Array.from(output.state?.hidden ?? zeros),
      cell: Float64Array.from(output.state?.cell ?? zeros),
    },
  };
  for (let row = 0; row < batch; row++) {
    for (let t = steps - 1; t >= 0; t--) {
      const z = throughGates(shape, trace, output, gradients, row, t);
      throughProducts(shape, weights, trace, gradients, z, row, t);
    }
  }
  return gradients;
}

/** Takes the gradient of a step's output and cell through its gates; moves the cell's back.
 * @returns the gradient of what goes into the activations, `[4 * units]` */
function throughGates(
  { steps, units }: LayerShape,
  { gates, cells, initial }: LayerTrace,
  output: OutputGradients,
  gradients: LayerGradients<Float64Array>,
  row: number,
  t: number,
): Float64Array {
  const at = row * steps + t;
  const z = new Float64Array(4 * units);
  for (let u = 0; u < units; u++) {
    const gate = (index: number) => gates[(at * 4 + index) * units + u];
    const [inputGate, forgetGate, candidate, outputGate] = [gate(0), gate(1), gate(2), gate(3)];
    const cellOut = Math.tanh(cells[at * units + u]);
    const before = t > 0 ? cells[(at - 1) * units + u] : initial.cell[row * units + u];
    const carried = row * units + u;
    const atHidden = output.sequence[at * units + u] + gradients.initial.hidden[carried];
    const atCell = atHidden * outputGate * (1 - cellOut * cellOut) +
      gradients.initial.cell[carried];
    z[u] = atCell * candidate * inputGate * (1 - inputGate);
    z[units + u] = atCell * before * forgetGate * (1 - forgetGate);
    z[2 * units + u] = atCell * inputGate * (1 - candidate * candidate);
    z[3 * units + u] = atHidden * cellOut * outputGate * (1 - outputGate);
    gradients.initial.cell[carried] = atCell * forgetGate;
  }
  return z;
}

/** Takes the gradient `z` through bias and both products; moves the hidden state's back. */
function throughProducts(
  { steps, inputs, units }: LayerShape,
  { kernel, recurrentKernel }: LayerWeights,
  { input, sequence, initial }: LayerTrace,
  gradients: LayerGradients<Float64Array>,
  z: Float64Array,
  row: number,
  t: number,
): void {
  const at = row * steps + t;
  const { weights } = gradients;
  z.forEach((value, column) => weights.bias[column] += value);
  for (let i = 0; i < inputs; i++) {
    addScaled(weights.kernel, i, z, input[at * inputs + i]);
    gradients.input[at * inputs + i] = dotRow(kernel, i, z);
  }
  for (let u = 0; u < units; u++) {
    const before = t > 0 ? sequence[(at - 1) * units + u] : initial.hidden[row * units + u];
    addScaled(weights.recurrentKernel, u, z, before);
    gradients.initial.hidden[row * units + u] = dotRow(recurrentKernel, u, z);
  }
}

/** Adds a vector, times a factor, to a row of a matrix. */
function addScaled(matrix: Float64Array, row: number, z: Float64Array, factor: number): void {
  const from = row * z.length;
  for (let i = 0; i < z.length; i++) matrix[from + i] += factor * z[i];
}

/** Multiplies a row of a matrix with a vector. */
function dotRow(matrix: ArrayLike<number>, row: number, z: Float64Array): number {
  const from = row * z.length;
  let sum = 0;
  for (let i = 0; i < z.length; i++) sum += matrix[from + i] * z[i];
  return sum;
}
