/**
 * The builds of the WebAssembly kernels and the files that hold them.
 * @module
 */

/** File by build. The builds round differently, so forecasts carry the build's name. */
export const KERNEL_FILES = {
  /** Relaxed SIMD: multiply and add in one instruction, rounded once. */
  "wasm-fma": "lstm_fma.wasm",
  /** SIMD: multiply, then add, each rounded. */
  "wasm-simd": "lstm_simd.wasm",
} as const;
