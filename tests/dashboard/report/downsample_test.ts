import assert from "node:assert/strict";
import fc from "fast-check";
import { downsample } from "#lib/dashboard/report/downsample.ts";

const series = fc.array(fc.oneof(fc.integer({ min: 0, max: 500 }), fc.constant(NaN)), {
  maxLength: 300,
});

Deno.test("downsample() gives a short series as it is", () => {
  assert.deepEqual(downsample([1, 2, 3], [5, NaN, 6], 3), [[1, 5], [2, NaN], [3, 6]]);
  assert.deepEqual(downsample([], [], 3), []);
});

Deno.test("downsample() keeps the lowest and the highest of each stretch, in order of time", () => {
  const values = [1, 9, 2, 3, 4, 0, 7, 7, 7, 5, 6, 8];
  assert.deepEqual(downsample(values.map((_, i) => i), values, 6), [
    [1, 9],
    [5, 0],
    [9, 5],
    [11, 8],
  ]);
});

Deno.test("downsample() keeps gaps", () => {
  const values = [1, 2, NaN, 4, 5, 6];
  assert.deepEqual(downsample([0, 1, 2, 3, 4, 5], values, 3), [[0, 1], [2, NaN], [5, 6]]);
});

Deno.test("downsample() gives rows of the series, ascending, at most as many as asked, with both extremes", () => {
  fc.assert(
    fc.property(series, fc.integer({ min: 3, max: 60 }), (values, maxPoints) => {
      const times = values.map((_, i) => 10 * i);
      const points = downsample(times, values, maxPoints);
      assert.ok(points.length <= maxPoints);
      for (const [time, value] of points) assert.ok(Object.is(values[time / 10], value));
      for (let i = 1; i < points.length; i++) assert.ok(points[i][0] > points[i - 1][0]);
      const known = (list: number[]) => list.filter((value) => !Number.isNaN(value));
      const kept = known(points.map(([, value]) => value));
      assert.equal(Math.max(...kept), Math.max(...known(values)));
      assert.equal(Math.min(...kept), Math.min(...known(values)));
      assert.equal(kept.length < points.length, values.some(Number.isNaN));
    }),
    { seed: 11 },
  );
});
