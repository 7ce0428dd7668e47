/**
 * The backend on this project's own WebAssembly kernels. It reads a `.wasm` file that lies beside
 * its code, needs no permission but that, and loads no tfjs.
 * @module
 */

import { KernelPredictor } from "../kernels/wasm/kernel_predictor.ts";
import { loadKernels } from "../kernels/wasm/load_kernels.ts";
import type { Backend } from "./backend.ts";

/** Loads the build of the kernels that this machine runs best. */
export async function load(): Promise<Backend> {
  const module = await loadKernels();
  return {
    name: module.build,
    kind: module.build === "wasm-fma"
      ? "WebAssembly with SIMD and fused multiply-add, one thread"
      : "WebAssembly with SIMD, one thread",
    createPredictor: (config, weights) => new KernelPredictor(config, weights, module),
  };
}
