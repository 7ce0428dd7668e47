/**
 * Loss of the network on a mini-batch, its gradient, and a step against it, on the WebAssembly
 * kernels: backpropagation through time (Werbos 1990).
 * @module
 */

import type { LstmConfig } from "../../lstm_config.ts";
import type { Kernels } from "./kernels.ts";
import type { KernelModule } from "./load_kernels.ts";
import { packNetwork, unpackNetwork } from "./packed_network.ts";
import { planTraining, type TrainedLayer, type TrainingMemory } from "./training_memory.ts";

/** A mini-batch. */
export interface KernelBatch {
  /** At least 1, at most what the memory was laid out for. */
  readonly rows: number;
  /** Scaled inputs, `[rows, lookback, features]`; may be longer. */
  readonly x: Float32Array;
  /** Scaled targets, `[rows, horizon]`; may be longer. */
  readonly y: Float32Array;
  /** Per pair of neighbouring layers and time step what dropout multiplies the lower one's output
   * with, `[rows, units]`. Not read where the network's dropout is 0. */
  readonly masks: readonly (readonly Float32Array[])[];
}

/** A network in training, in a memory of its own that never grows. */
export class NetworkGradient {
  readonly #config: LstmConfig;
  readonly #at: TrainingMemory;
  readonly #kernels: Kernels;

  /**
   * Packs the weights.
   * @param weights in the order and with the lengths of `weightSpecs`
   * @param mostRows rows of the largest mini-batch
   */
  constructor(
    config: LstmConfig,
    weights: readonly Float32Array[],
    mostRows: number,
    module: KernelModule,
  ) {
    this.#config = config;
    this.#at = planTraining(config, mostRows);
    this.#kernels = module.on(this.#at.memory);
    packNetwork(this.#at, weights, this.#weightsAt(this.#at.weights));
  }

  /** Gives the weights in the order of `weightSpecs`. */
  weights(): Float32Array[] {
    return unpackNetwork(this.#at, this.#weightsAt(this.#at.weights));
  }

  /** Gives the gradients of the last mini-batch, in the order of `weightSpecs`. */
  gradients(): Float32Array[] {
    return unpackNetwork(this.#at, this.#weightsAt(this.#at.gradients));
  }

  /**
   * Computes the gradients of the mean squared error over rows and horizons.
   * @returns that error
   */
  differentiate(batch: KernelBatch): number {
    const { layers, gradients, weightFloats } = this.#at;
    // rows are worked on in fours; those beyond the batch have no gradient, so they add nothing
    const rows = Math.ceil(batch.rows / 4) * 4;
    this.#gather(batch);
    layers.forEach((_, index) => this.#forward(index, rows, batch));
    const loss = this.#dense(rows, batch);
    this.#floats(gradients, weightFloats).fill(0);
    this.#denseBackward(rows);
    for (let index = layers.length - 1; index >= 0; index--) this.#backward(index, rows);
    return loss;
  }

  /**
   * Takes a step of Adam against the gradients.
   * @param step number of the step, from 1
   */
  descend(learningRate: number, step: number): void {
    const { weights, gradients, first, second, weightFloats } = this.#at;
    const rate = learningRate / (1 - 0.9 ** step);
    const secondScale = 1 / (1 - 0.999 ** step);
    this.#kernels.adam(weightFloats, weights, gradients, first, second, rate, secondScale);
  }

  #floats(address: number, length: number): Float32Array {
    return new Float32Array(this.#at.memory.buffer, address, length);
  }

  #weightsAt(address: number): Float32Array {
    return this.#floats(address, this.#at.weightFloats);
  }

  /** Bytes of a step of a layer's states. */
  #stepBytes({ layout }: TrainedLayer): number {
    return this.#at.rows * layout.rowFloats * 4;
  }

  /** Where a layer's inputs are, and how many bytes there are from step to step. */
  #inputs(index: number): { readonly address: number; readonly stepBytes: number } {
    const { layers, rows, input } = this.#at;
    const stepBytes = rows * layers[index].layout.inputFloats * 4;
    return { address: index === 0 ? input : layers[index - 1].outputs, stepBytes };
  }

  /** Copies the inputs in, by time step. */
  #gather({ x, rows }: KernelBatch): void {
    const { lookback, features } = this.#config;
    const { inputFloats } = this.#at.layers[0].layout;
    const input = this.#floats(this.#at.input, lookback * this.#at.rows * inputFloats);
    let at = 0;
    for (let row = 0; row < rows; row++) {
      for (let t = 0; t < lookback; t++) {
        const to = (t * this.#at.rows + row) * inputFloats;
        for (let i = 0; i < features; i++) input[to + i] = x[at++];
      }
    }
  }

  #forward(index: number, rows: number, { rows: used, masks }: KernelBatch): void {
    const layer = this.#at.layers[index];
    const { layout, hidden, cells, gates, mask, outputs } = layer;
    const stepBytes = this.#stepBytes(layer);
    const inputs = this.#inputs(index);
    for (let t = 0; t < this.#config.lookback; t++) {
      this.#kernels.forwardStep(
        rows,
        layout.blocks,
        inputs.address + t * inputs.stepBytes,
        layout.packedInputs,
        layout.inputFloats * 4,
        hidden + t * stepBytes,
        layout.packedUnits,
        hidden + (t + 1) * stepBytes,
        cells + t * stepBytes,
        cells + (t + 1) * stepBytes,
        this.#at.weights + layer.offset,
        gates + t * 4 * stepBytes,
      );
      if (mask === 0) continue;
      const to = this.#floats(mask + t * stepBytes, stepBytes / 4);
      const { units, rowFloats } = layout;
      for (let row = 0; row < used; row++) {
        to.set(masks[index][t].subarray(row * units, (row + 1) * units), row * rowFloats);
      }
      this.#kernels.multiply(
        stepBytes / 4,
        hidden + (t + 1) * stepBytes,
        mask + t * stepBytes,
        outputs + t * stepBytes,
      );
    }
  }

  /** Runs the dense layer; leaves the gradient of its outputs. @returns the loss */
  #dense(rows: number, { rows: used, y }: KernelBatch): number {
    const { lookback, horizon } = this.#config;
    const { dense, denseOffset, layers, weights, output, outputGradient } = this.#at;
    const last = layers[layers.length - 1];
    const from = last.hidden + lookback * this.#stepBytes(last);
    const rowBytes = last.layout.rowFloats * 4;
    this.#kernels.dense(
      rows,
      dense.blocks,
      from,
      dense.inputs,
      rowBytes,
      weights + denseOffset,
      output,
    );
    const width = dense.blocks * 4;
    const forecast = this.#floats(output, rows * width);
    const gradient = this.#floats(outputGradient, rows * width).fill(0);
    const count = used * horizon;
    let sum = 0;
    for (let row = 0; row < used; row++) {
      for (let h = 0; h < horizon; h++) {
        const error = forecast[row * width + h] - y[row * horizon + h];
        sum += error * error;
        gradient[row * width + h] = 2 * error / count;
      }
    }
    return sum / count;
  }

  #denseBackward(rows: number): void {
    const { lookback } = this.#config;
    const { dense, denseOffset, layers, weights, gradients, outputGradient } = this.#at;
    for (const layer of layers) {
      const floats = this.#stepBytes(layer) / 4;
      this.#floats(layer.hiddenGradients, lookback * floats).fill(0);
      this.#floats(layer.cellGradient, floats).fill(0);
    }
    const last = layers[layers.length - 1];
    const stepBytes = this.#stepBytes(last);
    this.#kernels.addDenseGradients(
      rows,
      dense.blocks,
      last.hidden + lookback * stepBytes,
      dense.inputs,
      last.layout.rowFloats * 4,
      weights + denseOffset,
      outputGradient,
      gradients + denseOffset,
      last.hiddenGradients + (lookback - 1) * stepBytes,
    );
  }

  #backward(index: number, rows: number): void {
    const layer = this.#at.layers[index];
    const below = this.#at.layers[index - 1];
    const { layout, cells, gates, hiddenGradients, cellGradient, gateGradients } = layer;
    const { blocks } = layout;
    const kernels = this.#kernels;
    const stepBytes = this.#stepBytes(layer);
    this.#transpose(layer);
    for (let t = this.#config.lookback - 1; t >= 0; t--) {
      kernels.gateGradients(
        rows,
        blocks,
        gates + t * 4 * stepBytes,
        cells + t * stepBytes,
        cells + (t + 1) * stepBytes,
        hiddenGradients + t * stepBytes,
        cellGradient,
        gateGradients,
      );
      this.#addWeightGradients(index, rows, t);
      if (below !== undefined) {
        const to = below.hiddenGradients + t * this.#stepBytes(below);
        const { kernelTransposed } = layer;
        const columns = layout.inputFloats;
        kernels.addTransposedProduct(rows, blocks, gateGradients, kernelTransposed, columns, to);
      }
      if (t === 0) break;
      kernels.addTransposedProduct(
        rows,
        blocks,
        gateGradients,
        layer.recurrentTransposed,
        layout.rowFloats,
        hiddenGradients + (t - 1) * stepBytes,
      );
    }
    if (below === undefined || below.mask === 0) return;
    const floats = this.#config.lookback * this.#stepBytes(below) / 4;
    kernels.multiply(floats, below.hiddenGradients, below.mask, below.hiddenGradients);
  }

  #transpose({ layout, offset, kernelTransposed, recurrentTransposed }: TrainedLayer): void {
    const { blocks, inputs, units, packedInputs, blockFloats } = layout;
    const firstInput = this.#at.weights + offset + layout.gatesBytes;
    const firstUnit = firstInput + packedInputs * layout.gatesBytes;
    const blockBytes = blockFloats * 4;
    if (kernelTransposed !== 0) {
      this.#kernels.transpose(inputs, blocks, firstInput, blockBytes, kernelTransposed);
    }
    this.#kernels.transpose(units, blocks, firstUnit, blockBytes, recurrentTransposed);
  }

  #addWeightGradients(index: number, rows: number, t: number): void {
    const { layout, offset, hidden, gateGradients } = this.#at.layers[index];
    const { blocks, packedInputs, packedUnits, inputFloats, rowFloats, gatesBytes } = layout;
    const blockBytes = layout.blockFloats * 4;
    const bias = this.#at.gradients + offset;
    const firstInput = bias + gatesBytes;
    const inputs = this.#inputs(index);
    this.#kernels.addBiasGradients(rows, blocks, gateGradients, bias, blockBytes);
    this.#kernels.addWeightGradients(
      rows,
      blocks,
      inputs.address + t * inputs.stepBytes,
      packedInputs,
      inputFloats * 4,
      gateGradients,
      firstInput,
      blockBytes,
    );
    if (t === 0) return; // the hidden state before the first step is zero
    this.#kernels.addWeightGradients(
      rows,
      blocks,
      hidden + t * this.#stepBytes(this.#at.layers[index]),
      packedUnits,
      rowFloats * 4,
      gateGradients,
      firstInput + packedInputs * gatesBytes,
      blockBytes,
    );
  }
}
