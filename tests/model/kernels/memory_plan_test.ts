import assert from "node:assert/strict";
import { UserError } from "#lib/core/errors.ts";
import { MemoryPlan } from "#lib/model/kernels/wasm/memory_plan.ts";

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
