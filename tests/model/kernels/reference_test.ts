import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { layers } from "@tensorflow/tfjs-layers";
import { selectBackend } from "#lib/model/backend/select.ts";
import type { LayerShape, LayerState, LayerWeights } from "#lib/model/kernels/lstm_layer.ts";
import { layerForward } from "#lib/model/kernels/reference/layer_forward.ts";
import { layerGradient } from "#lib/model/kernels/reference/layer_gradient.ts";
import { assertClose } from "../fixtures.ts";
import { type LayerProblem, layerProblem } from "./layer_problem.ts";

interface GoldenCase {
  readonly shape: LayerShape;
  readonly given: Record<
    | keyof LayerWeights
    | keyof LayerState
    | "input"
    | "sequenceGradient"
    | "hiddenGradient"
    | "cellGradient",
    number[]
  >;
  readonly expected: Record<"sequence" | keyof LayerState, number[]> & {
    readonly gradients: Record<keyof LayerWeights | keyof LayerState | "input", number[]>;
  };
}

const GOLDEN = new URL("golden/lstm_layer.json", import.meta.url);

/** Runs the reference both ways. */
function run({ shape, weights, input, initial, output }: LayerProblem) {
  const trace = layerForward(shape, weights, input, initial);
  return { trace, gradients: layerGradient(shape, weights, trace, output) };
}

Deno.test("the reference gives PyTorch's results and gradients", () => {
  const { cases } = JSON.parse(Deno.readTextFileSync(GOLDEN)) as { cases: GoldenCase[] };
  assert.equal(cases.length, 3);
  for (const { shape, given, expected } of cases) {
    const { trace, gradients } = run({
      shape,
      weights: given,
      input: given.input,
      initial: given,
      output: {
        sequence: given.sequenceGradient,
        state: { hidden: given.hiddenGradient, cell: given.cellGradient },
      },
    });
    // both in double precision: some roundings of 1e-16 each
    const close = (actual: ArrayLike<number>, wanted: number[]) =>
      assertClose(actual, wanted, 1e-12);
    close(trace.sequence, expected.sequence);
    close(trace.state.hidden, expected.hidden);
    close(trace.state.cell, expected.cell);
    close(gradients.input, expected.gradients.input);
    close(gradients.weights.kernel, expected.gradients.kernel);
    close(gradients.weights.recurrentKernel, expected.gradients.recurrentKernel);
    close(gradients.weights.bias, expected.gradients.bias);
    close(gradients.initial.hidden, expected.gradients.hidden);
    close(gradients.initial.cell, expected.gradients.cell);
  }
});

for (
  const shape of [
    { batch: 1, steps: 1, inputs: 1, units: 1 },
    { batch: 2, steps: 4, inputs: 3, units: 5 },
  ]
) {
  Deno.test(`the reference's gradient is the numerical one: ${JSON.stringify(shape)}`, () => {
    const problem = layerProblem(shape, 11);
    const { weights, input, initial } = problem;
    const loss = () => {
      const { sequence, state } = layerForward(shape, weights, input, initial);
      const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
        Array.from(a).reduce((sum, value, i) => sum + value * b[i], 0);
      return dot(sequence, problem.output.sequence) +
        dot(state.hidden, problem.output.state.hidden) +
        dot(state.cell, problem.output.state.cell);
    };
    const step = 1e-5; // central difference: error of step² = 1e-10
    const numerical = (values: Float64Array) =>
      values.map((value, i) => {
        values[i] = value + step;
        const above = loss();
        values[i] = value - step;
        const below = loss();
        values[i] = value;
        return (above - below) / (2 * step);
      });
    const { gradients } = run(problem);
    assertClose(gradients.input, numerical(input), 1e-8);
    assertClose(gradients.weights.kernel, numerical(weights.kernel), 1e-8);
    assertClose(gradients.weights.recurrentKernel, numerical(weights.recurrentKernel), 1e-8);
    assertClose(gradients.weights.bias, numerical(weights.bias), 1e-8);
    assertClose(gradients.initial.hidden, numerical(initial.hidden), 1e-8);
    assertClose(gradients.initial.cell, numerical(initial.cell), 1e-8);
  });
}

Deno.test("the reference gives what stock tfjs layers give, and their gradients", async () => {
  await selectBackend("cpu");
  const shape = { batch: 3, steps: 6, inputs: 4, units: 7 };
  const problem = layerProblem(shape, 12);
  const { batch, steps, inputs, units } = shape;
  const stock = layers.lstm({
    units,
    recurrentActivation: "sigmoid",
    recurrentInitializer: "zeros",
    returnSequences: true,
    returnState: true,
  });
  const state = [batch, units] as [number, number];
  tf.tidy(() => {
    const values = [
      tf.tensor3d(Float32Array.from(problem.input), [batch, steps, inputs]),
      tf.tensor2d(Float32Array.from(problem.initial.hidden), state),
      tf.tensor2d(Float32Array.from(problem.initial.cell), state),
    ];
    const outputs = () => stock.apply(values, { training: true }) as tf.Tensor[];
    outputs(); // the first call makes the weights
    const { kernel, recurrentKernel, bias } = problem.weights;
    stock.setWeights([
      tf.tensor2d(Float32Array.from(kernel), [inputs, 4 * units]),
      tf.tensor2d(Float32Array.from(recurrentKernel), [units, 4 * units]),
      tf.tensor1d(Float32Array.from(bias)),
    ]);
    const variables = stock.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const { trace, gradients } = run(problem);
    // float32 against double: some tens of roundings of 6e-8 each
    const close = (actual: ArrayLike<number>, wanted: tf.Tensor) =>
      assertClose(actual, wanted.dataSync(), 1e-5);
    const [sequence, hidden, cell] = outputs();
    close(trace.sequence, sequence);
    close(trace.state.hidden, hidden);
    close(trace.state.cell, cell);
    const upstream = [
      tf.tensor3d(Float32Array.from(problem.output.sequence), [batch, steps, units]),
      tf.tensor2d(Float32Array.from(problem.output.state.hidden), state),
      tf.tensor2d(Float32Array.from(problem.output.state.cell), state),
    ];
    const loss = () =>
      tf.addN(outputs().map((output, i) => tf.sum(tf.mul(output, upstream[i])))) as tf.Scalar;
    const { grads } = tf.variableGrads(loss, variables);
    close(gradients.weights.kernel, grads[variables[0].name]);
    close(gradients.weights.recurrentKernel, grads[variables[1].name]);
    close(gradients.weights.bias, grads[variables[2].name]);
  });
  stock.dispose();
});
