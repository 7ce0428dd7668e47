/**
 * What the module exports. All of it works on memory that the caller lays out and hands in; none
 * of it keeps state, so that several instances may share that memory.
 * @module
 */

export { maddOnce } from "./madd";
export { forwardStep } from "./forward_step";
export { dense, addDenseGradients } from "./dense";
export { gateGradients } from "./gate_gradients";
export {
  addBiasGradients,
  addTransposedProduct,
  addWeightGradients,
  transpose,
} from "./backward_products";
export { adam, multiply } from "./elementwise";
