/**
 * The backend in WebAssembly. It reads its `.wasm` file out of the package cache, and needs no
 * permission but that.
 * @module
 */

import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { activate } from "./activate.ts";

/** Makes it the active backend and says what it is. */
export async function load(): Promise<string> {
  await activate("wasm");
  const simd = await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT");
  return simd ? "WebAssembly with SIMD, one thread" : "WebAssembly without SIMD, one thread";
}
