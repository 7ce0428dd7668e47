/**
 * One LSTM layer on tfjs' core operations: what the predictor and the training share. Dispatching
 * an operation costs more than its arithmetic here, so the form with the fewest is taken.
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import type { Matrix, Vector } from "./tensors.ts";

/** One layer's weights, cut by gate. */
export interface GateWeights {
  /** Per gate i, f, c, o the kernel above the recurrent kernel: `[inputs + units, units]`. */
  readonly kernels: readonly Matrix[];
  /** Per gate `[units]`. */
  readonly biases: readonly Vector[];
}

/** What a step of a layer makes; training keeps it for the way back. Each is `[batch, units]`,
 * but `inputAndState` `[batch, inputs + units]`. */
export interface LstmStep {
  /** The step's input and the state before it, side by side. */
  readonly inputAndState: Matrix;
  /** Input gate. */
  readonly inputGate: Matrix;
  /** Forget gate. */
  readonly forgetGate: Matrix;
  /** Candidate for the cell, after its tanh. */
  readonly candidate: Matrix;
  /** Output gate. */
  readonly outputGate: Matrix;
  /** Cell state after the step. */
  readonly cell: Matrix;
  /** tanh of the cell state. */
  readonly cellOut: Matrix;
  /** Hidden state after the step: the layer's output. */
  readonly hidden: Matrix;
}

/**
 * Cuts a layer's weights in Keras' layout by gate. The caller owns the tensors.
 * @param kernel `[inputs, 4 * units]`, gates in the order i, f, c, o
 * @param recurrentKernel `[units, 4 * units]`
 * @param bias `[4 * units]`
 */
export function gateWeights(
  kernel: Matrix,
  recurrentKernel: Matrix,
  bias: Vector,
): GateWeights {
  return tf.tidy(() => ({
    kernels: tf.split(tf.concat([kernel, recurrentKernel], 0), 4, 1) as Matrix[],
    biases: tf.split(bias, 4) as Vector[],
  }));
}

/**
 * Runs one step of a layer (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al.
 * 2000; sigmoid gates, tanh cell, as Keras and PyTorch).
 *
 * A gate is one product of input and state side by side with its own columns of the weights:
 * one wide product for all gates would have to be sliced apart, and tfjs' wasm backend copies the
 * whole tensor for each slice.
 * @param x `[batch, inputs]`
 * @param hidden state before the step, `[batch, units]`
 * @param cell cell state before the step, `[batch, units]`
 */
export function lstmStep(
  weights: GateWeights,
  x: Matrix,
  hidden: Matrix,
  cell: Matrix,
): LstmStep {
  const inputAndState = tf.concat([x, hidden], 1);
  const gate = (index: number, activation: "sigmoid" | "linear") =>
    tf.fused.matMul({
      a: inputAndState,
      b: weights.kernels[index],
      bias: weights.biases[index],
      activation,
    }) as Matrix;
  const inputGate = gate(0, "sigmoid");
  const forgetGate = gate(1, "sigmoid");
  const candidate = tf.tanh(gate(2, "linear"));
  const outputGate = gate(3, "sigmoid");
  const kept = tf.mul<Matrix>(forgetGate, cell);
  const nextCell = tf.add<Matrix>(kept, tf.mul(inputGate, candidate));
  const cellOut = tf.tanh(nextCell);
  return {
    inputAndState,
    inputGate,
    forgetGate,
    candidate,
    outputGate,
    cell: nextCell,
    cellOut,
    hidden: tf.mul(outputGate, cellOut),
  };
}
