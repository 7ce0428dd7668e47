import assert from "node:assert/strict";
import { Random } from "#lib/core/random.ts";
import { conformalHalfWidth, measureIntervals } from "#lib/forecast/intervals.ts";
import { batchOf, meanPredictor, SCALER, sequencesOf, series } from "./fixtures.ts";

Deno.test("conformalHalfWidth() is the ⌈(n + 1) · coverage⌉-th smallest absolute error", () => {
  const errors = () => Float64Array.of(-5, 1, 4, -2, 3, 9, -8, 7, 6);
  assert.equal(conformalHalfWidth(errors(), 0.9), 9);
  assert.equal(conformalHalfWidth(errors(), 0.8), 8);
  assert.equal(conformalHalfWidth(errors(), 0.81), 9);
  assert.equal(conformalHalfWidth(errors(), 0.1), 1);
  assert.equal(conformalHalfWidth(errors(), 0.99), 9, "too few errors: the largest");
  assert.equal(conformalHalfWidth(new Float64Array(0), 0.9), 0);
});

Deno.test("conformalHalfWidth() covers new errors as often as promised", () => {
  const random = new Random(5);
  let inside = 0;
  for (let trial = 0; trial < 2_000; trial++) {
    const errors = Float64Array.from({ length: 19 }, () => random.normal() ** 3);
    if (Math.abs(random.normal() ** 3) <= conformalHalfWidth(errors, 0.9)) inside++;
  }
  // exactly 18/20 in theory; 3 standard deviations of 2,000 trials are 0.02
  assert.ok(Math.abs(inside / 2_000 - 0.9) < 0.02, String(inside));
});

Deno.test("measureIntervals() takes the errors of the network and of persistence, per horizon", () => {
  // a lookback of 1 makes the predictor persistence plus the horizon
  const predictor = meanPredictor(1, 2);
  const sequences = sequencesOf(batchOf(series(0, [10, 14, 11, 19, 30, 28])), predictor.config);
  // steps of one window 4, −3, 8, 11; of two 1, 5, 19, 9
  assert.deepEqual(measureIntervals(predictor, SCALER, sequences, 0.6), {
    coverage: 0.6,
    model: [7, 7], // errors 1 − step: −3, 4, −7, −10; 2 − step: 1, −3, −17, −7
    persistence: [8, 9],
  });
});
