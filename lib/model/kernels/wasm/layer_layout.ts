/**
 * How a layer's weights and rows lie in the memory of the WebAssembly kernels.
 * @module
 */

import type { LayerWeights } from "../lstm_layer.ts";

/** Floats of the four gates of a block of four units. */
const GATES = 16;

/**
 * The packed form of a layer's weights. Units go in blocks of four; a block holds, for the bias,
 * each input and each unit before, the four gates of its four units. Numbers that are there only
 * to fill a block are 0, and stay 0 in training.
 */
export class LayerLayout {
  /** Inputs that the kernels sum over: even. */
  readonly packedInputs: number;
  /** Units that the kernels sum over: even. */
  readonly packedUnits: number;
  /** Blocks of four units: even. */
  readonly blocks: number;
  /** Floats from one row of inputs to the next. */
  readonly inputFloats: number;
  /** Floats from one row of states to the next. */
  readonly rowFloats: number;
  /** Bytes of the four gates of a block. */
  readonly gatesBytes = GATES * 4;
  /** Floats of the weights of a block. */
  readonly blockFloats: number;
  /** Floats of all weights. */
  readonly weightFloats: number;

  /** Lays out a layer. */
  constructor(readonly inputs: number, readonly units: number) {
    this.packedInputs = roundUp(inputs, 2);
    this.packedUnits = roundUp(units, 2);
    this.inputFloats = roundUp(inputs, 8);
    this.rowFloats = roundUp(units, 8);
    this.blocks = this.rowFloats / 4;
    this.blockFloats = (1 + this.packedInputs + this.packedUnits) * GATES;
    this.weightFloats = this.blocks * this.blockFloats;
  }

  /**
   * Packs weights.
   * @param packed takes them, `weightFloats`; may be longer
   */
  pack({ kernel, recurrentKernel, bias }: LayerWeights, packed: Float32Array): void {
    packed.fill(0, 0, this.weightFloats);
    this.#visit((at, matrix, from) => {
      packed[at] = [bias, kernel, recurrentKernel][matrix][from];
    });
  }

  /** Gives packed weights, or gradients of them, in Keras' layout. */
  unpack(packed: Float32Array): LayerWeights<Float32Array> {
    const { inputs, units } = this;
    const bias = new Float32Array(4 * units);
    const kernel = new Float32Array(inputs * 4 * units);
    const recurrentKernel = new Float32Array(units * 4 * units);
    this.#visit((at, matrix, from) => {
      [bias, kernel, recurrentKernel][matrix][from] = packed[at];
    });
    return { kernel, recurrentKernel, bias };
  }

  /** Calls back for each weight: its place, the matrix (bias, kernel, recurrent), its place there. */
  #visit(visit: (at: number, matrix: number, from: number) => void): void {
    const { inputs, units, packedInputs, blockFloats } = this;
    const starts = [0, 1, 1 + packedInputs];
    [1, inputs, units].forEach((rows, matrix) => {
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < 4 * units; column++) {
          const gate = Math.floor(column / units);
          const unit = column % units;
          const at = (unit >> 2) * blockFloats + (starts[matrix] + row) * GATES + gate * 4 +
            (unit & 3);
          visit(at, matrix, row * 4 * units + column);
        }
      }
    });
  }
}

/** Gives the next multiple of a step. */
function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
