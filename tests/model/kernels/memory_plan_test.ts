import assert from "node:assert/strict";
import { UserError } from "#lib/core/errors.ts";
import { type KernelBuild, loadBuild } from "#lib/model/kernels/wasm/load_kernels.ts";
import { KERNEL_FILES } from "#lib/model/kernels/wasm/kernel_files.ts";
import { MemoryPlan, RESERVED_BYTES } from "#lib/model/kernels/wasm/memory_plan.ts";

Deno.test("a plan hands out places that do not meet, on cache lines, none at address 0", () => {
  const plan = new MemoryPlan();
  const sizes = [1, 16, 17, 40_000];
  const places = sizes.map((floats) => plan.reserve(floats));
  const memory = plan.allocate();
  places.forEach((place, i) => {
    assert.ok(place > 0 && place % 64 === 0);
    const end = places[i + 1] ?? memory.buffer.byteLength;
    assert.ok(place + 4 * sizes[i] <= end);
  });
});

Deno.test("a plan beyond the memory that there can be says how much it needs and what to do", () => {
  const plan = new MemoryPlan();
  plan.reserve(2 ** 31);
  assert.throws(
    () => plan.allocate(),
    (error) => error instanceof UserError && /needs 8\.0 GiB.*--batch-size/.test(error.message),
  );
});

Deno.test("modules put their constants into what a plan keeps free for them", async () => {
  for (const build of Object.keys(KERNEL_FILES) as KernelBuild[]) {
    const memory = new MemoryPlan().allocate();
    (await loadBuild(build)).on(memory);
    const bytes = new Uint8Array(memory.buffer);
    assert.ok(bytes.some((byte) => byte !== 0));
    assert.ok(bytes.subarray(RESERVED_BYTES).every((byte) => byte === 0), build);
  }
});
