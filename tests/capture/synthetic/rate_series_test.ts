import assert from "node:assert/strict";
import { RateSeries, type SeriesPoint } from "#lib/capture/synthetic/rate_series.ts";
import { SyntheticSource } from "#lib/capture/synthetic/synthetic_source.ts";
import { correlation } from "./correlation.ts";
import { windowCounts } from "./window_counts.ts";

const SECOND = 1_000_000;
const START = Date.UTC(2025, 0, 6) * 1000;

function points(values: readonly number[], stepUs: number): SeriesPoint[] {
  return values.map((value, i) => ({ timeUs: START + i * stepUs, value }));
}

Deno.test("RateSeries gives each value from its time to the next one's, over and over", () => {
  const series = new RateSeries(points([1, 2, 3], 10 * SECOND), 1);
  const at = [0, 9.9, 10, 19.9, 20, 29.9, 30, 45, -1].map((s) => series.at(START + s * SECOND));
  assert.deepEqual(at, [0.5, 0.5, 1, 1, 1.5, 1.5, 0.5, 1, 1.5]);
  assert.deepEqual([series.mean, series.lengthUs], [2, 30 * SECOND]);
});

Deno.test("RateSeries weighs its mean by time, and takes the middle step for the last", () => {
  const uneven = [[0, 4], [10, 1], [40, 6]].map(([at, value]) => ({
    ...{ timeUs: START + at * SECOND, value },
  }));
  const series = new RateSeries(uneven, 1);
  // 10 s of 4, 30 s of 1, and 30 s of 6, 30 being the middle of 10 and 30, rounded up.
  assert.equal(series.lengthUs, 70 * SECOND);
  assert.ok(Math.abs(series.mean - (40 + 30 + 180) / 70) < 1e-12);
});

Deno.test("RateSeries is played as many times as fast as it is told", () => {
  const series = new RateSeries(points([1, 3], 300 * SECOND), 60);
  assert.equal(series.lengthUs, 10 * SECOND);
  assert.deepEqual([series.at(START), series.at(START + 5 * SECOND)], [0.5, 1.5]);
});

Deno.test("windows of the traffic follow the series, in shape and in volume", () => {
  const values = Array.from({ length: 60 }, (_, i) => i % 7 === 3 ? 0 : 20 + 15 * Math.sin(i / 5));
  const stepUs = 20 * SECOND;
  const series = new RateSeries(points(values, stepUs), 1);
  const source = new SyntheticSource({
    ...{ series, startUs: START, durationUs: series.lengthUs, ratePps: 500, links: 2 },
    ...{ episodesPerDay: 0, seed: 3 },
  });
  const [first, second] = windowCounts(source, { startUs: START, windowUs: stepUs, windows: 60 });
  const counts = first.map((count, i) => count + second[i]);
  assert.ok(correlation(counts, values) > 0.97, `${correlation(counts, values)}`);
  counts.forEach((count, i) => {
    // Round trips carry a few packets over the edge of a window.
    if (values[i] === 0) return assert.ok(count < 60, `${count} in silence`);
    const expected = (values[i] / series.mean) * 500 * 20;
    // Bursts: an eighth of the mean on a link, and two links.
    assert.ok(Math.abs(count / expected - 1) < 0.35, `${count} for ${expected} at ${i}`);
  });
  const total = counts.reduce((sum, count) => sum + count);
  assert.ok(Math.abs(total / (500 * 1_200) - 1) < 0.05, `${total}`);
});
