/**
 * Loads the build of the WebAssembly kernels that this machine runs best.
 * @module
 */

import { KERNEL_FILES } from "./kernel_files.ts";
import type { Kernels } from "./kernels.ts";

/** A build of the kernels. */
export type KernelBuild = keyof typeof KERNEL_FILES;

/** Kernels that are compiled, and can be had on any number of memories. */
export interface KernelModule {
  /** Which build it is: results differ in their last bits from one to the other. */
  readonly build: KernelBuild;
  /** Puts the kernels on a memory. */
  readonly on: (memory: WebAssembly.Memory) => Kernels;
}

/**
 * Loads a build: the one with fused multiply-add where the runtime knows the instruction and the
 * processor really rounds once, the plain one elsewhere. Relaxed SIMD leaves the rounding open,
 * and a build must give the same numbers on every machine.
 * @throws {Error} if the module cannot be read, or the runtime has no SIMD
 */
export async function loadKernels(): Promise<KernelModule> {
  const fused = await readModule("wasm-fma");
  if (WebAssembly.validate(fused)) {
    const kernels = await compile("wasm-fma", fused);
    if (roundsOnce(kernels)) return kernels;
  }
  return await compile("wasm-simd", await readModule("wasm-simd"));
}

/** Loads one build, whatever the machine. @throws {Error} as {@link loadKernels} */
export async function loadBuild(build: KernelBuild): Promise<KernelModule> {
  return await compile(build, await readModule(build));
}

async function readModule(build: KernelBuild): Promise<Uint8Array<ArrayBuffer>> {
  return await Deno.readFile(new URL(KERNEL_FILES[build], import.meta.url));
}

async function compile(
  build: KernelBuild,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<KernelModule> {
  const module = await WebAssembly.compile(bytes);
  return {
    build,
    on: (memory) => {
      const { exports } = new WebAssembly.Instance(module, { env: { memory } });
      return exports as unknown as Kernels;
    },
  };
}

/** (1 + 2^-12)² − (1 + 2^-11) is 2^-24, of which rounding the product first leaves nothing. */
function roundsOnce({ on }: KernelModule): boolean {
  const { maddOnce } = on(new WebAssembly.Memory({ initial: 1 }));
  return maddOnce(1 + 2 ** -12, 1 + 2 ** -12, -(1 + 2 ** -11)) === 2 ** -24;
}
