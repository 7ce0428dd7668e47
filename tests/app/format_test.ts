import assert from "node:assert/strict";
import fc from "fast-check";
import { formatLength, formatNumber } from "#lib/app/format.ts";

Deno.test("formatNumber() puts commas between thousands, as the platform does", () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (value) => {
      assert.equal(formatNumber(value), value.toLocaleString("en-US"));
    }),
    { seed: 4 },
  );
});

Deno.test("formatNumber() leaves the fraction without commas", () => {
  assert.equal(formatNumber(1234.56789), "1,234.56789");
  assert.equal(formatNumber(0.00012345, 6), "0.000123");
  assert.equal(formatNumber(-1234567.891, 2), "-1,234,567.89");
  assert.equal(formatNumber(1e21), "1e+21");
});

Deno.test("formatLength() uses the two largest units", () => {
  const lengths = [0, 999, 59_499, 60_000, 61_000, 3_599_000, 3_600_000, 5_400_000, 90_000_000];
  assert.deepEqual(lengths.map(formatLength), [
    "0 s",
    "1 s",
    "59 s",
    "1 min",
    "1 min 1 s",
    "59 min 59 s",
    "1 h",
    "1 h 30 min",
    "25 h",
  ]);
});
