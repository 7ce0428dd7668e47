import assert from "node:assert/strict";
import { linkRows } from "#lib/dashboard/report/link_rows.ts";
import type { ReportLink } from "#lib/dashboard/report/report_data.ts";

function link(windowStart: number[], horizons: number[]): ReportLink {
  const values = windowStart.map((_, i) => i);
  return {
    name: "a",
    windowStart,
    actual: values,
    forecasts: horizons.map((horizon) => ({ horizon, values, lower: values, upper: values })),
    congestions: [],
    alerts: [],
  };
}

Deno.test("linkRows() puts each window at its middle, in ms", () => {
  const rows = linkRows(link([0, 5e6, 10e6], [1]), 5e6);
  assert.deepEqual([...rows.timeMs], [2_500, 7_500, 12_500]);
  assert.deepEqual([...rows.actual], [0, 1, 2]);
});

Deno.test("linkRows() breaks every line where windows are missing", () => {
  const rows = linkRows(link([0, 5e6, 20e6], [1]), 5e6);
  assert.deepEqual([...rows.timeMs], [2_500, 7_500, 12_500, 22_500]);
  for (const column of [rows.actual, rows.forecasts[0].values, rows.forecasts[0].upper]) {
    assert.deepEqual(Array.from(column), [0, 1, NaN, 2]);
  }
});

Deno.test("linkRows() keeps the forecasts of the nearest and the farthest horizon", () => {
  const horizons = (all: number[]) =>
    linkRows(link([0], all), 5e6).forecasts.map(({ horizon }) => horizon);
  assert.deepEqual(horizons([12, 3, 1, 6]), [1, 12]);
  assert.deepEqual(horizons([3]), [3]);
  assert.deepEqual(horizons([]), []);
});
