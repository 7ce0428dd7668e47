import assert from "node:assert/strict";
import fc from "fast-check";
import { formatTime, parseTime, windowStart } from "#lib/core/time.ts";

Deno.test("formatTime() writes whole seconds short and fractions with six digits", () => {
  assert.equal(formatTime(1_740_988_800_000_000), "2025-03-03T08:00:00Z");
  assert.equal(formatTime(1_740_988_800_000_001), "2025-03-03T08:00:00.000001Z");
  assert.equal(formatTime(-1), "1969-12-31T23:59:59.999999Z");
});

Deno.test("parseTime() reads zones and fractions, cutting beyond microseconds", () => {
  assert.equal(parseTime("2025-03-03T08:00:00Z"), 1_740_988_800_000_000);
  assert.equal(parseTime("2025-03-03 09:00:00.1+01:00"), 1_740_988_800_100_000);
  assert.equal(parseTime("2025-03-03T08:00:00.1234569Z"), 1_740_988_800_123_456);
  for (
    const bad of ["", "yesterday", "2025-03-03", "2025-13-03T08:00:00Z", "2025-03-03T08:00:00"]
  ) {
    assert.throws(() => parseTime(bad), RangeError, bad);
  }
});

Deno.test("parseTime() undoes formatTime() for every microsecond from 1970 to 2255", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 9_000_000_000_000_000 }), (ts) => {
    assert.equal(parseTime(formatTime(ts)), ts);
  }));
});

Deno.test("windowStart() aligns to the epoch, before it too", () => {
  assert.equal(windowStart(12_000_000, 5_000_000), 10_000_000);
  assert.equal(windowStart(10_000_000, 5_000_000), 10_000_000);
  assert.equal(windowStart(-1, 5_000_000), -5_000_000);
});
