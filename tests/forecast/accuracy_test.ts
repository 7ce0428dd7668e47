import assert from "node:assert/strict";
import fc from "fast-check";
import { Accuracy } from "#lib/forecast/accuracy.ts";

/** Scores triples of actual, forecast, last. */
function scoresOf(
  triples: readonly (readonly [number, number, number])[],
  naiveMae = 4,
  tolerance = 0.1,
) {
  const accuracy = new Accuracy(tolerance);
  for (const [actual, forecast, last] of triples) accuracy.add(actual, forecast, last);
  return accuracy.scores({ naiveMae });
}

/** Asserts that scores agree to 12 digits. */
function assertScores(actual: object, expected: Record<string, number | null>): void {
  const round = (value: unknown) =>
    typeof value === "number" ? Number(value.toPrecision(12)) : value;
  const map = (scores: object) =>
    Object.fromEntries(Object.entries(scores).map(([name, value]) => [name, round(value)]));
  assert.deepEqual(map(actual), map(expected));
}

Deno.test("scores() equals values worked out by hand", () => {
  // errors 2, 4, 1, 3; actuals 10, 20, 0, 30 with the mean 15; persistence errs by 5, 10, 20, 5
  assertScores(scoresOf([[10, 12, 5], [20, 16, 10], [0, 1, 20], [30, 33, 25]]), {
    n: 4,
    r2: 1 - 30 / 500, // squares 4 + 16 + 1 + 9 over 25 + 25 + 225 + 225
    mae: 2.5,
    rmse: Math.sqrt(7.5),
    mape: (0.2 + 0.2 + 0.1) / 3, // the 0 is left out
    wape: 10 / 60,
    mase: 2.5 / 4,
    skill: 1 - 10 / 40,
    accuracy: 1 / 4, // only 33 is within 10 % of 30
  });
});

Deno.test("scores() counts a forecast as accurate up to the tolerance, and at 0 if it rounds to 0", () => {
  const within = (actual: number, forecast: number, tolerance?: number) =>
    scoresOf([[actual, forecast, 0]], 1, tolerance).accuracy;
  assert.deepEqual([within(100, 110), within(100, 90)], [1, 1]);
  assert.deepEqual([within(100, 110.1), within(100, 89.9)], [0, 0]);
  assert.deepEqual([within(0, 0.49), within(0, 0.5)], [1, 0]);
  assert.deepEqual([within(100, 120, 0.2), within(100, 101, 0)], [1, 0]);
});

Deno.test("scores() gives null where a measure is not defined", () => {
  const { r2, mape, wape, mase, skill, mae } = scoresOf([[0, 1, 0], [0, 3, 0]], 0);
  assert.deepEqual([r2, mape, wape, mase, skill], [null, null, null, null, null]);
  assert.equal(mae, 2);
});

const TRIPLES = fc.array(
  fc.tuple(fc.nat(1_000), fc.nat(1_000), fc.nat(1_000)),
  { minLength: 2, maxLength: 40 },
).filter((list) =>
  new Set(list.map(([actual]) => actual)).size > 1 && list.some(([a, , last]) => a !== last)
);
const RUNS = { seed: 11, numRuns: 200 };

Deno.test("scores() of forecasts that are right are perfect, of persistence have no skill", () => {
  fc.assert(
    fc.property(TRIPLES, (list) => {
      const right = scoresOf(list.map(([actual, , last]) => [actual, actual, last]));
      assert.deepEqual([right.r2, right.mae, right.rmse, right.wape], [1, 0, 0, 0]);
      assert.deepEqual([right.mase, right.skill, right.accuracy], [0, 1, 1]);
      assert.equal(scoresOf(list.map(([actual, , last]) => [actual, last, last])).skill, 0);
    }),
    RUNS,
  );
});

Deno.test("scores() do not change with the unit, errors scale with it", () => {
  fc.assert(
    fc.property(TRIPLES, (list) => {
      const one = scoresOf(list, 4);
      const thousand = scoresOf(
        list.map(([a, f, l]) => [a * 1_024, f * 1_024, l * 1_024]),
        4 * 1_024,
      );
      assertScores(
        { r2: thousand.r2, mape: thousand.mape, wape: thousand.wape },
        { r2: one.r2, mape: one.mape, wape: one.wape },
      );
      assertScores(
        { mase: thousand.mase, skill: thousand.skill, mae: thousand.mae, rmse: thousand.rmse },
        { mase: one.mase, skill: one.skill, mae: one.mae * 1_024, rmse: one.rmse * 1_024 },
      );
    }),
    RUNS,
  );
});

Deno.test("scores() keeps R² exact for large values that differ little", () => {
  const shifted = scoresOf([[1e9 + 1, 1e9 + 1, 0], [1e9 + 2, 1e9 + 3, 0], [1e9 + 3, 1e9 + 3, 0]]);
  assert.ok(Math.abs(shifted.r2! - 0.5) < 1e-9);
});
