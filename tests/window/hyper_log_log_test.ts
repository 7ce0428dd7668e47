import assert from "node:assert/strict";
import { Random } from "#lib/core/random.ts";
import {
  addToSketch,
  estimateDistinct,
  mixedBits,
  SKETCH_BYTES,
} from "#lib/window/hyper_log_log.ts";

/** Estimates so many different values, from a first one on. */
function estimateOf(values: number, first: number): number {
  const registers = new Uint8Array(SKETCH_BYTES);
  for (let k = 0; k < values; k++) addToSketch(registers, 0, mixedBits(first + k));
  return estimateDistinct(registers, 0);
}

Deno.test("a sketch that saw nothing says 0, one value 1", () => {
  assert.equal(estimateDistinct(new Uint8Array(SKETCH_BYTES), 0), 0);
  for (let value = 0; value < 1_000; value++) assert.equal(estimateOf(1, value), 1);
});

Deno.test("estimates are unbiased and within the standard error that is stated, at every size", () => {
  const random = new Random(11);
  for (const values of [2, 5, 10, 30, 100, 300, 640, 1_000, 3_000, 30_000, 300_000]) {
    const trials = values > 10_000 ? 40 : 200;
    let sum = 0;
    let squares = 0;
    for (let trial = 0; trial < trials; trial++) {
      const error = estimateOf(values, random.uint32()) / values - 1;
      sum += error;
      squares += error ** 2;
    }
    const deviation = Math.sqrt(squares / trials);
    // 1.04 / √256, and three standard errors of what is measured here.
    const most = 0.065 * (1 + 3 / Math.sqrt(2 * trials));
    assert.ok(deviation <= most, `${values}: ${deviation} > ${most}`);
    const bias = Math.abs(sum / trials);
    // Small estimates are rounded to whole numbers.
    const rounding = 0.005 + 0.25 / values;
    assert.ok(bias <= 3 * deviation / Math.sqrt(trials) + rounding, `${values}: bias ${bias}`);
  }
});

Deno.test("a value that comes again changes nothing, nor does the order", () => {
  const random = new Random(12);
  const values = Array.from({ length: 500 }, () => random.uint32());
  const sketch = (list: readonly number[]) => {
    const registers = new Uint8Array(SKETCH_BYTES + 8);
    for (const value of list) addToSketch(registers, 8, mixedBits(value));
    return registers;
  };
  assert.deepEqual(sketch([...values, ...values]), sketch(values.toReversed()));
  assert.deepEqual(sketch(values).subarray(0, 8), new Uint8Array(8), "what lies beside");
});

Deno.test("registers that are all full say a number near the end of the range", () => {
  const full = new Uint8Array(SKETCH_BYTES).fill(25);
  assert.equal(estimateDistinct(full, 0), Infinity);
  full[0] = 24;
  assert.ok(estimateDistinct(full, 0) > 2 ** 31);
});
