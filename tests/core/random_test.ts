import assert from "node:assert/strict";
import { Random } from "#lib/core/random.ts";

const DRAWS = 200_000;

function mean(draw: () => number): number {
  let sum = 0;
  for (let i = 0; i < DRAWS; i++) sum += draw();
  return sum / DRAWS;
}

Deno.test("Random gives one stream per seed and stream number", () => {
  const draws = (seed: number, stream?: number) => {
    const random = new Random(seed, stream);
    return Array.from({ length: 8 }, () => random.uint32());
  };
  assert.deepEqual(draws(7), draws(7));
  assert.notDeepEqual(draws(7), draws(8));
  assert.notDeepEqual(draws(7), draws(7, 1));
  assert.notDeepEqual(draws(7), draws(7 + 2 ** 40), "seeds above 32 bits count");
});

Deno.test("Random.uniform() is uniform on [0, 1)", () => {
  const random = new Random(1);
  const bins = new Float64Array(16);
  for (let i = 0; i < DRAWS; i++) {
    const u = random.uniform();
    assert.ok(u >= 0 && u < 1);
    bins[Math.floor(u * 16)]++;
  }
  const expected = DRAWS / 16;
  const chi2 = bins.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
  assert.ok(chi2 < 37.7, `chi-squared ${chi2} of 15 degrees of freedom, 0.1 % point 37.7`);
});

Deno.test("Random's deviates have the moments of their distributions", () => {
  const random = new Random(2);
  assert.ok(Math.abs(mean(() => random.normal())) < 0.01);
  assert.ok(Math.abs(mean(() => random.normal() ** 2) - 1) < 0.02);
  assert.ok(Math.abs(mean(() => random.exponential(3)) - 3) < 0.05);
  // Pareto's mean is shape / (shape - 1) × scale.
  assert.ok(Math.abs(mean(() => random.pareto(3, 2)) - 3) < 0.05);
  assert.ok(Math.abs(mean(() => random.integer(11)) - 5) < 0.05);
});
