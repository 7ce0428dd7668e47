/**
 * What every kernel of an LSTM layer takes and gives, whatever it runs on.
 * @module
 */

/** Size of the work on one layer. */
export interface LayerShape {
  /** Sequences, each a row of its own. */
  readonly batch: number;
  /** Time steps of a sequence. */
  readonly steps: number;
  /** Features of a step. */
  readonly inputs: number;
  /** Units of the layer. */
  readonly units: number;
}

/** A layer's weights in Keras' layout, gates in the order i, f, c, o. */
export interface LayerWeights<Numbers = ArrayLike<number>> {
  /** `[inputs, 4 * units]` */
  readonly kernel: Numbers;
  /** `[units, 4 * units]` */
  readonly recurrentKernel: Numbers;
  /** `[4 * units]` */
  readonly bias: Numbers;
}

/** What a layer carries from step to step. */
export interface LayerState<Numbers = ArrayLike<number>> {
  /** Hidden state: the output of the last step, `[batch, units]`. */
  readonly hidden: Numbers;
  /** Cell state, `[batch, units]`. */
  readonly cell: Numbers;
}

/** What a loss says of a layer's results. */
export interface OutputGradients {
  /** Of the output of each step, `[batch, steps, units]`. */
  readonly sequence: ArrayLike<number>;
  /** Of the state after the last step; zero where left out. */
  readonly state?: LayerState;
}

/** Gradients of everything that a layer takes. */
export interface LayerGradients<Numbers = ArrayLike<number>> {
  /** `[batch, steps, inputs]` */
  readonly input: Numbers;
  /** Of the weights, in their layout. */
  readonly weights: LayerWeights<Numbers>;
  /** Of the state before the first step. */
  readonly initial: LayerState<Numbers>;
}
