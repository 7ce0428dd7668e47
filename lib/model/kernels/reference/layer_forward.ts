/**
 * The LSTM layer straight from its equations: what every faster kernel is checked against.
 *
 * It computes in double precision and rounds nothing to float32, so that a difference from it is
 * the error of the kernel and not of both.
 * @module
 */

import type { LayerShape, LayerState, LayerWeights } from "../lstm_layer.ts";

/** Results of a layer, and what its gradient takes of the way there. */
export interface LayerTrace {
  /** Outputs of all steps, `[batch, steps, units]`. */
  readonly sequence: Float64Array;
  /** State after the last step. */
  readonly state: LayerState<Float64Array>;
  /** State before the first step. */
  readonly initial: LayerState<Float64Array>;
  /** Input, `[batch, steps, inputs]`. */
  readonly input: ArrayLike<number>;
  /** Gates after their activations, `[batch, steps, 4 * units]`, in the order i, f, c, o. */
  readonly gates: Float64Array;
  /** Cell states of all steps, `[batch, steps, units]`. */
  readonly cells: Float64Array;
}

/**
 * Runs a layer over sequences (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et
 * al. 2000; sigmoid gates, tanh cell, as in Keras and PyTorch).
 * @param input `[batch, steps, inputs]`
 * @param initial state before the first step; zeros where left out
 */
export function layerForward(
  shape: LayerShape,
  weights: LayerWeights,
  input: ArrayLike<number>,
  initial?: LayerState,
): LayerTrace {
  const { batch, steps, units } = shape;
  const zeros = new Float64Array(batch * units);
  const hidden = Float64Array.from(initial?.hidden ?? zeros);
  const cell = Float64Array.from(initial?.cell ?? zeros);
  const trace: LayerTrace = {
    sequence: new Float64Array(batch * steps * units),
    state: { hidden, cell },
    initial: { hidden: hidden.slice(), cell: cell.slice() },
    input,
    gates: new Float64Array(batch * steps * 4 * units),
    cells: new Float64Array(batch * steps * units),
  };
  for (let row = 0; row < batch; row++) {
    for (let t = 0; t < steps; t++) runStep(shape, weights, trace, row, t);
  }
  return trace;
}

/** Runs one step of one row: reads the state of the trace and moves it on. */
function runStep(
  { steps, inputs, units }: LayerShape,
  { kernel, recurrentKernel, bias }: LayerWeights,
  { sequence, state, input, gates, cells }: LayerTrace,
  row: number,
  t: number,
): void {
  const at = row * steps + t;
  const hidden = state.hidden.subarray(row * units, (row + 1) * units);
  const cell = state.cell.subarray(row * units, (row + 1) * units);
  const z = gates.subarray(at * 4 * units, (at + 1) * 4 * units);
  z.set(Array.from(bias));
  for (let i = 0; i < inputs; i++) addScaled(z, kernel, i, input[at * inputs + i]);
  for (let u = 0; u < units; u++) addScaled(z, recurrentKernel, u, hidden[u]);
  for (let u = 0; u < units; u++) {
    const inputGate = z[u] = sigmoid(z[u]);
    const forgetGate = z[units + u] = sigmoid(z[units + u]);
    const candidate = z[2 * units + u] = Math.tanh(z[2 * units + u]);
    const outputGate = z[3 * units + u] = sigmoid(z[3 * units + u]);
    cell[u] = forgetGate * cell[u] + inputGate * candidate;
    hidden[u] = outputGate * Math.tanh(cell[u]);
  }
  sequence.set(hidden, at * units);
  cells.set(cell, at * units);
}

/** Adds a row of a matrix, times a factor. */
function addScaled(
  sum: Float64Array,
  matrix: ArrayLike<number>,
  row: number,
  factor: number,
): void {
  const from = row * sum.length;
  for (let i = 0; i < sum.length; i++) sum[i] += factor * matrix[from + i];
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
