/**
 * Where everything of a training step lies in the memory of the WebAssembly kernels.
 * @module
 */

import type { LstmConfig } from "../../lstm_config.ts";
import { DenseLayout } from "./dense_layout.ts";
import { LayerLayout } from "./layer_layout.ts";
import { MemoryPlan } from "./memory_plan.ts";

/** A layer and its addresses. States have `rows` rows of `layout.rowFloats` a step. */
export interface TrainedLayer {
  /** How its weights and rows lie. */
  readonly layout: LayerLayout;
  /** Of its weights from the start of all weights, in bytes; the same among the gradients. */
  readonly offset: number;
  /** Hidden states, `[1 + lookback]` steps, the first of zeros. */
  readonly hidden: number;
  /** Cell states, `[1 + lookback]` steps, the first of zeros. */
  readonly cells: number;
  /** Gates, `[lookback]` steps of `[blocks][rows][gate][4]`. */
  readonly gates: number;
  /** Gradients of the hidden states after each step, `[lookback]` steps. */
  readonly hiddenGradients: number;
  /** Gradient of the cell state: one step, that moves back in time. */
  readonly cellGradient: number;
  /** Gradient of what goes into the activations: one step, `[blocks][rows][gate][4]`. */
  readonly gateGradients: number;
  /** Transposed weights of the inputs; 0 in the first layer, whose input needs no gradient. */
  readonly kernelTransposed: number;
  /** Transposed weights of the units. */
  readonly recurrentTransposed: number;
  /** What dropout multiplies the outputs with, and the product, `[lookback]` steps each; 0 in the
   * last layer, and where nothing is dropped. */
  readonly mask: number;
  /** Outputs after dropout; those of the layer itself where nothing is dropped. */
  readonly outputs: number;
}

/** The memory of a network in training. */
export interface TrainingMemory {
  /** Made anew, all zeros. */
  readonly memory: WebAssembly.Memory;
  /** Rows that it has room for: a multiple of 4. */
  readonly rows: number;
  /** From the lowest up. */
  readonly layers: readonly TrainedLayer[];
  /** The dense layer. */
  readonly dense: DenseLayout;
  /** Of the dense layer's weights from the start of all weights, in bytes. */
  readonly denseOffset: number;
  /** Floats of all weights together. */
  readonly weightFloats: number;
  /** All weights, their gradients and both of Adam's moments, each `weightFloats`. */
  readonly weights: number;
  /** Gradients of the weights. */
  readonly gradients: number;
  /** Adam's first moment. */
  readonly first: number;
  /** Adam's second moment. */
  readonly second: number;
  /** Inputs, `[lookback]` steps of rows of the first layer's `inputFloats`. */
  readonly input: number;
  /** Forecasts, rows of `dense.blocks` · 4. */
  readonly output: number;
  /** Their gradient. */
  readonly outputGradient: number;
}

/** Lays out the memory for mini-batches of up to some rows, which are rounded up to fours. */
export function planTraining(config: LstmConfig, mostRows: number): TrainingMemory {
  const { lookback, features, units, layers: count, horizon, dropout } = config;
  const rows = Math.ceil(mostRows / 4) * 4;
  const plan = new MemoryPlan();
  let weightFloats = 0;
  const layers = Array.from({ length: count }, (_, index): TrainedLayer => {
    const layout = new LayerLayout(index === 0 ? features : units, units);
    const offset = weightFloats * 4;
    weightFloats += layout.weightFloats;
    const step = rows * layout.rowFloats;
    const drops = dropout > 0 && index < count - 1;
    const hidden = plan.reserve((1 + lookback) * step);
    return {
      layout,
      offset,
      hidden,
      cells: plan.reserve((1 + lookback) * step),
      gates: plan.reserve(lookback * 4 * step),
      hiddenGradients: plan.reserve(lookback * step),
      cellGradient: plan.reserve(step),
      gateGradients: plan.reserve(4 * step),
      kernelTransposed: index === 0 ? 0 : plan.reserve(layout.inputFloats * layout.rowFloats * 4),
      recurrentTransposed: plan.reserve(layout.rowFloats * layout.rowFloats * 4),
      mask: drops ? plan.reserve(lookback * step) : 0,
      outputs: drops ? plan.reserve(lookback * step) : hidden + step * 4,
    };
  });
  const dense = new DenseLayout(units, horizon);
  const denseOffset = weightFloats * 4;
  weightFloats += dense.weightFloats;
  const placed = {
    rows,
    layers,
    dense,
    denseOffset,
    weightFloats,
    weights: plan.reserve(weightFloats),
    gradients: plan.reserve(weightFloats),
    first: plan.reserve(weightFloats),
    second: plan.reserve(weightFloats),
    input: plan.reserve(lookback * rows * layers[0].layout.inputFloats),
    output: plan.reserve(rows * dense.blocks * 4),
    outputGradient: plan.reserve(rows * dense.blocks * 4),
  };
  return { ...placed, memory: plan.allocate() };
}
