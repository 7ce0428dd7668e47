import assert from "node:assert/strict";
import { KERNEL_FILES } from "#lib/model/kernels/wasm/kernel_files.ts";
import { type KernelBuild, loadBuild } from "#lib/model/kernels/wasm/load_kernels.ts";
import { MemoryPlan } from "#lib/model/kernels/wasm/memory_plan.ts";

/** Gives sigmoid and tanh of a number as a step of a layer takes them: a layer without inputs has
 * gates that see the bias alone. */
async function activationsOf(build: KernelBuild) {
  const plan = new MemoryPlan();
  const [weights, gates, states] = [plan.reserve(32), plan.reserve(32), plan.reserve(24)];
  const memory = plan.allocate();
  const { forwardStep } = (await loadBuild(build)).on(memory);
  const bias = new Float32Array(memory.buffer, weights, 32);
  const out = new Float32Array(memory.buffer, gates, 32);
  return (x: number) => {
    bias.fill(x);
    forwardStep(1, 2, 0, 0, 0, states, 0, states + 32, states + 64, states + 64, weights, gates);
    return { sigmoid: out[0], tanh: out[8] };
  };
}

/** Distance in units of the last place of a float32 of the size of `expected`. */
function ulps(actual: number, expected: number): number {
  const unit = 2 ** Math.max(-149, Math.floor(Math.log2(Math.abs(expected))) - 23);
  return Math.abs(actual - expected) / unit;
}

for (const build of Object.keys(KERNEL_FILES) as KernelBuild[]) {
  Deno.test(`${build}: sigmoid and tanh are good to 3 units in the last place`, async () => {
    const activations = await activationsOf(build);
    let worst = 0;
    for (let i = -160_000; i <= 160_000; i++) {
      // evenly over the middle, and over all sizes down to 1e-30 and up to 80
      const even = Math.fround(i / 8_000);
      const sized = Math.fround(Math.sign(i) * 80 * Math.exp(-Math.abs(i) / 2_200));
      for (const x of [even, sized]) {
        const { sigmoid, tanh } = activations(x);
        worst = Math.max(worst, ulps(sigmoid, 1 / (1 + Math.exp(-x))));
        if (x !== 0) worst = Math.max(worst, ulps(tanh, Math.tanh(x)));
      }
    }
    assert.ok(worst <= 3, `${worst} units`);
  });

  Deno.test(`${build}: sigmoid and tanh at 0 and at the ends`, async () => {
    const activations = await activationsOf(build);
    assert.deepEqual(activations(0), { sigmoid: 0.5, tanh: 0 });
    for (const x of [100, 1e30, Infinity]) {
      assert.deepEqual(activations(x), { sigmoid: 1, tanh: 1 });
      assert.equal(activations(-x).tanh, -1);
      assert.ok(activations(-x).sigmoid < 2e-38);
    }
    assert.ok(Number.isNaN(activations(NaN).sigmoid) && Number.isNaN(activations(NaN).tanh));
  });
}
