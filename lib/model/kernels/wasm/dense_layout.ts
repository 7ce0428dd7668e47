/**
 * How the weights of the dense layer lie in the memory of the WebAssembly kernels.
 * @module
 */

/** The packed form: per block of four outputs, bias first, the weights of each input. */
export class DenseLayout {
  /** Blocks of four outputs. */
  readonly blocks: number;
  /** Floats of all weights. */
  readonly weightFloats: number;

  /** Lays out the layer. */
  constructor(readonly inputs: number, readonly outputs: number) {
    this.blocks = Math.ceil(outputs / 4);
    this.weightFloats = this.blocks * (1 + inputs) * 4;
  }

  /**
   * Packs weights.
   * @param kernel `[inputs, outputs]`
   * @param bias `[outputs]`
   * @param packed takes them, `weightFloats`; may be longer
   */
  pack(kernel: Float32Array, bias: Float32Array, packed: Float32Array): void {
    const { inputs, outputs } = this;
    packed.fill(0, 0, this.weightFloats);
    for (let row = 0; row <= inputs; row++) {
      for (let output = 0; output < outputs; output++) {
        packed[this.#at(row, output)] = row === 0
          ? bias[output]
          : kernel[(row - 1) * outputs + output];
      }
    }
  }

  /** Gives packed weights, or gradients of them, in Keras' layout. */
  unpack(packed: Float32Array): { readonly kernel: Float32Array; readonly bias: Float32Array } {
    const { inputs, outputs } = this;
    const bias = Float32Array.from({ length: outputs }, (_, i) => packed[this.#at(0, i)]);
    const kernel = Float32Array.from(
      { length: inputs * outputs },
      (_, i) => packed[this.#at(1 + Math.floor(i / outputs), i % outputs)],
    );
    return { kernel, bias };
  }

  #at(row: number, output: number): number {
    return ((output >> 2) * (1 + this.inputs) + row) * 4 + (output & 3);
  }
}
