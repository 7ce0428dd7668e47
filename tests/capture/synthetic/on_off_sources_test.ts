import assert from "node:assert/strict";
import { OnOffSources } from "#lib/capture/synthetic/on_off_sources.ts";
import { Random } from "#lib/core/random.ts";
import { hurst } from "./hurst.ts";

const SECOND = 1_000_000;
const BLOCKS = [10, 20, 40, 80, 160, 320];

Deno.test("OnOffSources has a mean load of 1 from the start on, whatever the time since", () => {
  const seeds = 2000;
  for (const afterSeconds of [0, 3, 60, 300]) {
    let sum = 0;
    for (let seed = 0; seed < seeds; seed++) {
      sum += new OnOffSources(new Random(seed), 0).load(afterSeconds * SECOND);
    }
    // The standard deviation of one load is 1/8, of the mean of 2,000 it is 0.003.
    assert.ok(Math.abs(sum / seeds - 1) < 0.012, `${sum / seeds} after ${afterSeconds} s`);
  }
});

Deno.test("OnOffSources deviates by an eighth of its mean at any instant", () => {
  const seeds = 2000;
  let squares = 0;
  for (let seed = 0; seed < seeds; seed++) {
    squares += (new OnOffSources(new Random(seed), 0).load(30 * SECOND) - 1) ** 2;
  }
  const deviation = Math.sqrt(squares / seeds);
  assert.ok(Math.abs(deviation - 0.125) < 0.01, `${deviation}`);
});

Deno.test("OnOffSources has its long memory from the start on", () => {
  const seeds = 1500;
  let product = 0;
  for (let seed = 0; seed < seeds; seed++) {
    const sources = new OnOffSources(new Random(seed), 0);
    product += (sources.load(0) - 1) * (sources.load(100 * SECOND) - 1);
  }
  // One source in nine has not switched after 100 s: (1 / 1.4) * (1 / 100)^0.4 = 0.113 by the
  // residual law, against 0.0016 if its time had begun at the start. The estimate's own standard
  // deviation is 0.026.
  const correlation = product / seeds / (1 / 64);
  assert.ok(correlation > 0.06 && correlation < 0.19, `${correlation}`);
});

Deno.test("OnOffSources is long-range dependent, and its shuffled load is not", () => {
  const random = new Random(11);
  const estimates: number[] = [];
  const shuffled: number[] = [];
  for (let run = 0; run < 8; run++) {
    const sources = new OnOffSources(random, 0);
    const loads = Array.from({ length: 20_000 }, (_, i) => sources.load(i * SECOND));
    estimates.push(hurst(loads, BLOCKS));
    for (let i = loads.length - 1; i > 0; i--) {
      const j = random.integer(i + 1);
      [loads[i], loads[j]] = [loads[j], loads[i]];
    }
    shuffled.push(hurst(loads, BLOCKS));
  }
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value) / values.length;
  // Theory says 0.8; the estimate is known to fall short of it on a finite series.
  assert.ok(mean(estimates) > 0.65 && mean(estimates) < 0.9, `${mean(estimates)}`);
  assert.ok(Math.abs(mean(shuffled) - 0.5) < 0.05, `${mean(shuffled)}`);
});
