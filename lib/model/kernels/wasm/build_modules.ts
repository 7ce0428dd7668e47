/**
 * Builds the WebAssembly modules out of their AssemblyScript. They are committed, since neither
 * training nor inference has a compiler at hand; a test builds them again.
 * @module
 */

import asc from "assemblyscript/asc";
import { UserError } from "#lib/core/errors.ts";
import { KERNEL_FILES } from "./kernel_files.ts";

const SOURCE = new URL("assembly/", import.meta.url);

/** What the builds have in common. No runtime: nothing is allocated. */
const COMMON = ["-O3", "--runtime", "stub", "--importMemory", "--noAssert", "--enable", "simd"];

/** What each build enables besides. */
const ENABLED: Readonly<Record<keyof typeof KERNEL_FILES, readonly string[]>> = {
  "wasm-fma": ["--enable", "relaxed-simd"],
  "wasm-simd": [],
};

/**
 * Builds both modules; the same sources give the same bytes.
 * @returns bytes by the name of the file
 * @throws {UserError} if the sources do not compile; says where
 */
export async function buildModules(): Promise<Map<string, Uint8Array>> {
  const modules = new Map<string, Uint8Array>();
  for (const name of Object.keys(ENABLED) as (keyof typeof ENABLED)[]) {
    modules.set(KERNEL_FILES[name], await build(ENABLED[name]));
  }
  return modules;
}

async function build(enabled: readonly string[]): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  let complaints = "";
  const { error } = await asc.main(
    ["index.ts", "--outFile", "kernel.wasm", ...COMMON, ...enabled],
    {
      readFile: (name) => readSource(name),
      writeFile: (_name, contents) => {
        binary = contents as Uint8Array;
      },
      listFiles: () => [],
      stderr: { write: (chunk) => void (complaints += chunk) },
    },
  );
  if (error !== null || binary === undefined) {
    throw new UserError(`Cannot build the kernels: ${complaints.trim() || error?.message}`);
  }
  return binary;
}

/** Gives a file of the sources; null for one that the compiler only tries. */
function readSource(name: string): string | null {
  try {
    return Deno.readTextFileSync(new URL(name, SOURCE));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

if (import.meta.main) {
  for (const [name, bytes] of await buildModules()) {
    Deno.writeFileSync(new URL(name, import.meta.url), bytes);
    // deno-lint-ignore no-console -- a task of developers, which has no log
    console.log(`${name}: ${bytes.length} bytes`);
  }
}
