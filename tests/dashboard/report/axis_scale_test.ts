import assert from "node:assert/strict";
import fc from "fast-check";
import { axisScale } from "#lib/dashboard/report/axis_scale.ts";

Deno.test("axisScale() ends on a round tick above the value", () => {
  assert.deepEqual(axisScale(180), { max: 200, interval: 50 });
  assert.deepEqual(axisScale(100), { max: 125, interval: 25 });
  assert.deepEqual(axisScale(1_900), { max: 2_000, interval: 500 });
  assert.deepEqual(axisScale(0), { max: 1, interval: 0.2 });
  assert.deepEqual(axisScale(NaN), { max: 1, interval: 0.2 });
});

Deno.test("axisScale() holds any value with 3 to 6 ticks", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e15, noNaN: true }), (value) => {
      const { max, interval } = axisScale(value);
      const ticks = max / interval;
      assert.ok(max > value && max < 2 * value);
      assert.ok(Math.abs(ticks - Math.round(ticks)) < 1e-6 && ticks >= 2.9 && ticks <= 6.1);
    }),
    { seed: 11 },
  );
});
