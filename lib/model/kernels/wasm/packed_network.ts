/**
 * All weights of a network, packed one layer after the other.
 * @module
 */

import type { DenseLayout } from "./dense_layout.ts";
import type { LayerLayout } from "./layer_layout.ts";

/** How the weights of a network lie: LSTM layers from the lowest up, then the dense layer. */
export interface NetworkLayout {
  /** Layers and where their weights start, in bytes from the first. */
  readonly layers: readonly { readonly layout: LayerLayout; readonly offset: number }[];
  /** The dense layer. */
  readonly dense: DenseLayout;
  /** Where its weights start, in bytes from the first. */
  readonly denseOffset: number;
}

/**
 * Packs weights.
 * @param weights in the order of `weightSpecs`
 * @param packed takes them all
 */
export function packNetwork(
  { layers, dense, denseOffset }: NetworkLayout,
  weights: readonly Float32Array[],
  packed: Float32Array,
): void {
  layers.forEach(({ layout, offset }, index) => {
    const [kernel, recurrentKernel, bias] = weights.slice(3 * index, 3 * index + 3);
    layout.pack({ kernel, recurrentKernel, bias }, packed.subarray(offset / 4));
  });
  const [kernel, bias] = weights.slice(-2);
  dense.pack(kernel, bias, packed.subarray(denseOffset / 4));
}

/** Gives packed weights, or their gradients, in the order of `weightSpecs`. */
export function unpackNetwork(
  { layers, dense, denseOffset }: NetworkLayout,
  packed: Float32Array,
): Float32Array[] {
  const below = layers.flatMap(({ layout, offset }) => {
    const { kernel, recurrentKernel, bias } = layout.unpack(packed.subarray(offset / 4));
    return [kernel, recurrentKernel, bias];
  });
  const { kernel, bias } = dense.unpack(packed.subarray(denseOffset / 4));
  return [...below, kernel, bias];
}
