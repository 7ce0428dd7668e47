import assert from "node:assert/strict";
import { KERNEL_FILES } from "#lib/model/kernels/wasm/kernel_files.ts";
import { buildModules } from "#lib/model/kernels/wasm/build_modules.ts";
import { KernelPredictor } from "#lib/model/kernels/wasm/kernel_predictor.ts";
import { type KernelBuild, loadBuild } from "#lib/model/kernels/wasm/load_kernels.ts";
import { NetworkGradient } from "#lib/model/kernels/wasm/network_gradient.ts";
import { testKernel } from "./conformance.ts";

const FOLDER = new URL("../../../lib/model/kernels/wasm/", import.meta.url);

for (const build of Object.keys(KERNEL_FILES) as KernelBuild[]) {
  testKernel(build, {
    predictor: async (config, weights) =>
      new KernelPredictor(config, weights, await loadBuild(build)),
    gradient: async (config, weights, batch) => {
      const network = new NetworkGradient(config, weights, batch.rows, await loadBuild(build));
      const loss = network.differentiate(batch);
      return { loss, gradients: network.gradients() };
    },
  });
}

Deno.test("the committed modules are what their sources build to, to the byte", async () => {
  const built = await buildModules();
  assert.deepEqual([...built.keys()].sort(), Object.values(KERNEL_FILES).sort());
  for (const [name, bytes] of built) {
    const committed = await Deno.readFile(new URL(name, FOLDER));
    assert.ok(
      bytes.length === committed.length && bytes.every((byte, i) => byte === committed[i]),
      `${name} is out of date: run deno task build:kernels`,
    );
  }
});
