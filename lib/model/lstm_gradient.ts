/**
 * Loss of the network on a mini-batch and its gradient: backpropagation through time (Werbos
 * 1990), written out.
 *
 * tfjs' own gradients give the same numbers at a sixth of the speed: they multiply with
 * transposed operands, for which the wasm backend has but a naive loop, and once a step for each
 * weight, where one product over all steps does.
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { type GateWeights, gateWeights, type LstmStep, lstmStep } from "./lstm_cell.ts";
import type { Matrix, Scalar, Tensor, Vector } from "./tensors.ts";

/** Mean squared error and its gradient; the caller owns the tensors. */
export interface LossAndGradients {
  /** Scalar: the mean over rows and horizons. */
  readonly loss: Scalar;
  /** One per weight, in the order and shape of the weights. */
  readonly gradients: readonly Tensor[];
}

/** A mini-batch on the backend. */
export interface MiniBatch {
  /** Per time step `[batch, features]`. */
  readonly steps: readonly Matrix[];
  /** `[batch, horizon]`. */
  readonly targets: Matrix;
  /** Per pair of neighbouring layers and time step what dropout multiplies the lower one's output
   * with, `[batch, units]`; empty lists where nothing is dropped. */
  readonly dropout: readonly (readonly Matrix[])[];
}

/**
 * Gives loss and gradient of a network.
 * @param weights in the order of `weightSpecs`
 */
export function lossAndGradients(
  weights: readonly Tensor[],
  batch: MiniBatch,
): LossAndGradients {
  return tf.tidy(() => {
    const layers = layersOf(weights);
    const outputKernel = weights[weights.length - 2] as Matrix;
    const traces: LstmStep[][] = [];
    let input = batch.steps;
    layers.forEach((layer, index) => {
      if (index > 0) input = dropped(traces[index - 1], batch.dropout[index - 1]);
      traces.push(trace(layer, input));
    });

    const last = traces[traces.length - 1];
    const hidden = last[last.length - 1].hidden;
    const predicted = tf.add(tf.matMul(hidden, outputKernel), weights[weights.length - 1]);
    const error = tf.sub<Matrix>(predicted, batch.targets);
    const loss = tf.mean(tf.square(error)) as Scalar;

    const upstream = tf.mul<Matrix>(error, 2 / error.size);
    const gradients: Tensor[] = [
      tf.matMul(tf.transpose(hidden), upstream),
      tf.sum(upstream, 0),
    ];
    let outputGradients: (Matrix | undefined)[] = last.map(() => undefined);
    outputGradients[last.length - 1] = tf.matMul(upstream, tf.transpose(outputKernel));
    for (let index = layers.length - 1; index >= 0; index--) {
      const back = backward(layers[index], traces[index], outputGradients, index > 0);
      gradients.unshift(...back.weights);
      outputGradients = masked(back.inputs, batch.dropout[index - 1]);
    }
    return { loss, gradients };
  });
}

/** A layer's weights in the forms that the way there and the way back take. */
interface Layer {
  readonly gates: GateWeights;
  /** `[4 * units, inputs]` */
  readonly kernelTransposed: Matrix;
  /** `[4 * units, units]` */
  readonly recurrentTransposed: Matrix;
}

function layersOf(weights: readonly Tensor[]): Layer[] {
  const layers: Layer[] = [];
  for (let at = 0; at + 2 < weights.length; at += 3) {
    const kernel = weights[at] as Matrix;
    const recurrent = weights[at + 1] as Matrix;
    layers.push({
      gates: gateWeights(kernel, recurrent, weights[at + 2] as Vector),
      kernelTransposed: tf.transpose(kernel),
      recurrentTransposed: tf.transpose(recurrent),
    });
  }
  return layers;
}

function trace(layer: Layer, input: readonly Matrix[]): LstmStep[] {
  const units = layer.recurrentTransposed.shape[1];
  let hidden = tf.zeros<tf.Rank.R2>([input[0].shape[0], units]);
  let cell = hidden;
  return input.map((x) => {
    const step = lstmStep(layer.gates, x, hidden, cell);
    hidden = step.hidden;
    cell = step.cell;
    return step;
  });
}

function dropped(steps: readonly LstmStep[], masks: readonly Matrix[]): Matrix[] {
  return steps.map(({ hidden }, t) => masks.length === 0 ? hidden : tf.mul(hidden, masks[t]));
}

function masked(
  gradients: readonly Matrix[],
  masks: readonly Matrix[] | undefined,
): Matrix[] {
  return gradients.map((gradient, t) => masks?.length ? tf.mul(gradient, masks[t]) : gradient);
}

interface LayerGradients {
  /** Of kernel, recurrent kernel and bias. */
  readonly weights: readonly Tensor[];
  /** Per time step, of the layer's input; empty where not asked for. */
  readonly inputs: Matrix[];
}

function backward(
  layer: Layer,
  steps: readonly LstmStep[],
  outputGradients: readonly (Matrix | undefined)[],
  forInputs: boolean,
): LayerGradients {
  const preactivations: Matrix[] = new Array(steps.length);
  const inputs: Matrix[] = [];
  let hiddenGradient: Matrix | undefined;
  let cellGradient: Matrix | undefined;
  for (let t = steps.length - 1; t >= 0; t--) {
    const atOutput = sum(outputGradients[t], hiddenGradient)!;
    const step = steps[t];
    const throughCell = tf.mul<Matrix>(
      tf.mul(atOutput, step.outputGate),
      tf.sub(1, tf.square(step.cellOut)),
    );
    const atCell = sum(throughCell, cellGradient)!;
    const before = t > 0 ? steps[t - 1].cell : tf.zerosLike(step.cell);
    const gradient = tf.concat([
      throughSigmoid(tf.mul(atCell, step.candidate), step.inputGate),
      throughSigmoid(tf.mul(atCell, before), step.forgetGate),
      tf.mul<Matrix>(tf.mul(atCell, step.inputGate), tf.sub(1, tf.square(step.candidate))),
      throughSigmoid(tf.mul(atOutput, step.cellOut), step.outputGate),
    ], 1);
    preactivations[t] = gradient;
    if (forInputs) inputs[t] = tf.matMul(gradient, layer.kernelTransposed);
    if (t === 0) break;
    hiddenGradient = tf.matMul(gradient, layer.recurrentTransposed);
    cellGradient = tf.mul(atCell, step.forgetGate);
  }
  return { weights: weightGradients(steps, preactivations), inputs };
}

/** One product over all time steps gives the gradient of kernel and recurrent kernel; a row of
 * ones gives the bias's, since summing columns is slow on the wasm backend. */
function weightGradients(
  steps: readonly LstmStep[],
  preactivations: readonly Matrix[],
): Tensor[] {
  const inputs = tf.concat(steps.map((step) => step.inputAndState), 0);
  const gradients = tf.concat([...preactivations], 0);
  const both = tf.matMul(tf.transpose(inputs), gradients);
  const bias = tf.matMul(tf.ones<tf.Rank.R2>([1, inputs.shape[0]]), gradients);
  const units = gradients.shape[1] / 4;
  const [kernel, recurrent] = tf.split(both, [inputs.shape[1] - units, units], 0);
  return [kernel, recurrent, tf.reshape(bias, [-1])];
}

/** Takes a gradient through a sigmoid whose output is `y`: times y(1 − y). */
function throughSigmoid(gradient: Matrix, y: Matrix): Matrix {
  return tf.mul(gradient, tf.sub(y, tf.square(y)));
}

function sum(a: Matrix | undefined, b: Matrix | undefined): Matrix | undefined {
  if (a === undefined) return b;
  return b === undefined ? a : tf.add(a, b);
}
