import assert from "node:assert/strict";
import fc from "fast-check";
import { ReadBudget } from "#lib/bus/read_budget.ts";

fc.configureGlobal({ seed: 12 });

/** Reads partitions of messages of given sizes, as the adapters do; gives what was taken. */
function readThrough(
  partitions: readonly (readonly number[])[],
  bounds: { maxMessages: number; maxBytes: number },
): number[][] {
  const budget = new ReadBudget(bounds, partitions.length);
  return partitions.map((sizes) => {
    budget.nextPartition();
    const taken: number[] = [];
    for (;;) {
      const chunk = budget.chunk();
      assert(Number.isInteger(chunk) && chunk >= 0 && chunk <= 4_096);
      const rows = sizes.slice(taken.length, taken.length + chunk);
      for (const size of rows) {
        if (!budget.take(size)) return taken;
        taken.push(size);
      }
      if (rows.length < chunk || chunk === 0) return taken;
    }
  });
}

Deno.test("ReadBudget passes no bound, and lets one message through", () => {
  const partitions = fc.array(fc.array(fc.nat(300), { maxLength: 60 }), {
    minLength: 1,
    maxLength: 6,
  });
  const bounds = fc.record({
    maxMessages: fc.integer({ min: 1, max: 200 }),
    maxBytes: fc.integer({ min: 1, max: 20_000 }),
  });
  fc.assert(fc.property(partitions, bounds, (sizes, bounds) => {
    const taken = readThrough(sizes, bounds).flat();
    const bytes = taken.reduce((sum, size) => sum + size, 0);
    assert(taken.length <= bounds.maxMessages);
    assert(bytes <= bounds.maxBytes || taken.length === 1);
    assert(taken.length > 0 || sizes.flat().length === 0);
  }));
});

Deno.test("ReadBudget reads everything where the bounds allow it", () => {
  const sizes = fc.array(fc.nat(300), { maxLength: 200 });
  fc.assert(fc.property(sizes, (sizes) => {
    const taken = readThrough([sizes], { maxMessages: 1_000, maxBytes: 1_000_000 });
    assert.deepEqual(taken, [sizes]);
  }));
});

Deno.test("ReadBudget shares out evenly, and hands on what a partition leaves", () => {
  const full = new Array(100).fill(1);
  const bounds = { maxMessages: 90, maxBytes: 1_000 };
  const counts = (partitions: number[][]) => readThrough(partitions, bounds).map((t) => t.length);
  assert.deepEqual(counts([full, full, full]), [30, 30, 30]);
  assert.deepEqual(counts([[], full, full]), [0, 45, 45]);
  assert.deepEqual(counts([[1, 1], full]), [2, 88]);
});
