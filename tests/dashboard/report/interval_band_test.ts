import assert from "node:assert/strict";
import { intervalBand } from "#lib/dashboard/report/interval_band.ts";

Deno.test("intervalBand() gives the lower end and the height, from 0 up, with gaps", () => {
  const band = intervalBand([1, 2, 3], [-4, 10, NaN], [6, 15, NaN], 9);
  assert.deepEqual(band.base, [[1, 0], [2, 10], [3, NaN]]);
  assert.deepEqual(band.height, [[1, 6], [2, 5], [3, NaN]]);
});

Deno.test("intervalBand() covers every interval of the stretch that a point stands for", () => {
  const band = intervalBand([1, 2, 3, 4], [5, 2, 8, NaN], [6, 4, 9, NaN], 2);
  assert.deepEqual(band, { base: [[1, 2], [3, 8]], height: [[1, 4], [3, 1]] });
});

Deno.test("intervalBand() draws nothing below 0", () => {
  assert.deepEqual(intervalBand([1], [-4], [-2], 9), { base: [[1, 0]], height: [[1, 0]] });
});
