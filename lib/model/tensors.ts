/**
 * tfjs' types by the names that this project gives them. They are taken from what its functions
 * return, since `deno doc --lint` asks for the docs of every foreign type that is named.
 * @module
 */

/** `[length]` */
export type Vector = ReturnType<typeof import("@tensorflow/tfjs-core")["tensor1d"]>;
/** `[rows, columns]` */
export type Matrix = ReturnType<typeof import("@tensorflow/tfjs-core")["tensor2d"]>;
/** A single number. */
export type Scalar = ReturnType<typeof import("@tensorflow/tfjs-core")["scalar"]>;
/** A tensor of any shape. */
export type Tensor = ReturnType<typeof import("@tensorflow/tfjs-core")["tensor"]>;
/** A tfjs layers model: one layer after the other. */
export type LayersModel = ReturnType<typeof import("@tensorflow/tfjs-layers")["sequential"]>;
