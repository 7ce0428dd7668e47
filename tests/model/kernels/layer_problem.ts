/**
 * Seeded work on one layer: all that a kernel takes both ways.
 * @module
 */

import { Random } from "#lib/core/random.ts";
import type { LayerShape, LayerState, LayerWeights } from "#lib/model/kernels/lstm_layer.ts";

/** What the two ways through a layer take. All numbers are exact in float32. */
export interface LayerProblem {
  readonly shape: LayerShape;
  readonly weights: LayerWeights<ArrayLike<number>>;
  readonly input: ArrayLike<number>;
  readonly initial: LayerState<ArrayLike<number>>;
  readonly output: {
    readonly sequence: ArrayLike<number>;
    readonly state: LayerState<ArrayLike<number>>;
  };
}

/** The same, in arrays of its own. */
type Drawn = LayerProblem & {
  readonly weights: LayerWeights<Float64Array>;
  readonly input: Float64Array;
  readonly initial: LayerState<Float64Array>;
};

/** Draws a problem whose gates are neither all open nor all shut: weights of Glorot's size. */
export function layerProblem(shape: LayerShape, seed: number): Drawn {
  const { batch, steps, inputs, units } = shape;
  const random = new Random(seed);
  const draw = (length: number, scale: number) =>
    Float64Array.from({ length }, () => Math.fround(scale * random.normal()));
  const scale = Math.sqrt(1 / (inputs + units));
  return {
    shape,
    weights: {
      kernel: draw(inputs * 4 * units, scale),
      recurrentKernel: draw(units * 4 * units, scale),
      bias: draw(4 * units, 0.5),
    },
    input: draw(batch * steps * inputs, 1),
    initial: { hidden: draw(batch * units, 0.5), cell: draw(batch * units, 1) },
    output: {
      sequence: draw(batch * steps * units, 1),
      state: { hidden: draw(batch * units, 1), cell: draw(batch * units, 1) },
    },
  };
}
