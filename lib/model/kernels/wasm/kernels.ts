/**
 * What the WebAssembly modules export; `assembly/` says what each takes. Addresses are in bytes.
 * @module
 */

/** Functions of the kernels, on one memory. */
export interface Kernels {
  /** a · b + c */
  readonly maddOnce: (a: number, b: number, c: number) => number;
  /** One time step of an LSTM layer. */
  readonly forwardStep: (
    rows: number,
    blocks: number,
    input: number,
    inputs: number,
    inputBytes: number,
    before: number,
    units: number,
    after: number,
    cellBefore: number,
    cellAfter: number,
    weights: number,
    gates: number,
  ) => void;
  /** The dense layer. */
  readonly dense: (
    rows: number,
    blocks: number,
    input: number,
    inputs: number,
    inputBytes: number,
    weights: number,
    out: number,
  ) => void;
  /** The way back through the dense layer. */
  readonly addDenseGradients: (
    rows: number,
    blocks: number,
    input: number,
    inputs: number,
    inputBytes: number,
    weights: number,
    outGradient: number,
    weightGradients: number,
    inputGradients: number,
  ) => void;
  /** The way back through the gates of a step. */
  readonly gateGradients: (
    rows: number,
    blocks: number,
    gates: number,
    cellBefore: number,
    cellAfter: number,
    hiddenGradient: number,
    cellGradient: number,
    out: number,
  ) => void;
  /** Transposes packed weights for the way back. */
  readonly transpose: (
    count: number,
    blocks: number,
    weights: number,
    blockBytes: number,
    out: number,
  ) => void;
  /** Adds gradients times transposed weights. */
  readonly addTransposedProduct: (
    rows: number,
    blocks: number,
    gradient: number,
    weights: number,
    columns: number,
    out: number,
  ) => void;
  /** Adds what a step adds to the gradient of weights. */
  readonly addWeightGradients: (
    rows: number,
    blocks: number,
    input: number,
    inputs: number,
    inputBytes: number,
    gradient: number,
    out: number,
    blockBytes: number,
  ) => void;
  /** Adds what a step adds to the gradient of a bias. */
  readonly addBiasGradients: (
    rows: number,
    blocks: number,
    gradient: number,
    out: number,
    blockBytes: number,
  ) => void;
  /** Multiplies number by number. */
  readonly multiply: (
    count: number,
    a: number,
    b: number,
    out: number,
  ) => void;
  /** A step of Adam. */
  readonly adam: (
    count: number,
    weights: number,
    gradients: number,
    first: number,
    second: number,
    rate: number,
    secondScale: number,
  ) => void;
}
