import assert from "node:assert/strict";
import fc from "fast-check";
import { FEATURES, TARGETS } from "#lib/features/columns.ts";
import { deriveFeatures, featureColumns } from "#lib/features/derive.ts";
import { findOrigins, Sequences } from "#lib/features/sequence.ts";
import type { WindowBatch } from "#lib/window/window_batch.ts";
import { randomWindows, type RowSketch, WINDOW_US, windowsOf } from "./window_rows.ts";

const SHAPE = { lookback: 3, horizon: 2, windowUs: WINDOW_US };

function sequencesOf(windows: WindowBatch): Sequences {
  const columns = featureColumns(windows.length);
  deriveFeatures(windows, columns);
  // Numbers that tell row and feature.
  const scaled = Float32Array.from(
    { length: windows.length * FEATURES.length },
    (_, k) => Math.floor(k / FEATURES.length) + (k % FEATURES.length) / 8,
  );
  const rows = { windows, columns, scaled, target: TARGETS[0] };
  return new Sequences(rows, SHAPE, findOrigins(windows, SHAPE));
}

function row(at: number, partial = 0, link = 0): RowSketch {
  return { at, partial, link, packets: at };
}

Deno.test("findOrigins() asks for whole, unbroken windows of one link on both sides", () => {
  const unbroken = [1, 2, 3, 4, 5, 6, 7].map((at) => row(at));
  assert.deepEqual([...findOrigins(windowsOf(unbroken), SHAPE)], [2, 3, 4]);
  assert.deepEqual([...findOrigins(windowsOf(unbroken.slice(0, 4)), SHAPE)], []);
  const cut = unbroken.map(({ at }) => row(at, at === 1 ? 1 : 0));
  assert.deepEqual([...findOrigins(windowsOf(cut), SHAPE)], [3, 4]);
  const gap = [1, 2, 3, 4, 5, 7, 8, 9, 10, 11].map((at) => row(at));
  assert.deepEqual([...findOrigins(windowsOf(gap), SHAPE)], [2, 7]);
  const links = [...unbroken, ...[8, 9, 10, 11, 12].map((at) => row(at, 0, 1))];
  assert.deepEqual([...findOrigins(windowsOf(links), SHAPE)], [2, 3, 4, 9]);
});

Deno.test("findOrigins() finds what a look at every window of every sequence finds", () => {
  const arbitraryRow = fc.record({
    step: fc.constantFrom(1, 1, 1, 1, 1, 1, 2),
    partial: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 1),
    newLink: fc.constantFrom(false, false, false, false, false, false, false, true),
  });
  fc.assert(
    fc.property(fc.array(arbitraryRow, { maxLength: 60, size: "max" }), (steps) => {
      let at = 0;
      let link = 0;
      const sketches = steps.map(({ step, partial, newLink }) => {
        link += newLink ? 1 : 0;
        return row(at += step, partial, link);
      });
      const expected = sketches.flatMap((_, origin) => {
        const around = sketches.slice(Math.max(0, origin - 2), origin + 3);
        const whole = around.length === 5 && origin >= 2 &&
          around.every((sketch, k) =>
            sketch.partial === 0 && sketch.link === around[0].link && sketch.at === around[0].at + k
          );
        return whole ? [origin] : [];
      });
      assert.deepEqual([...findOrigins(windowsOf(sketches), SHAPE)], expected);
    }),
    { numRuns: 500, seed: 4 },
  );
});

Deno.test("gather() lays out inputs oldest first, and targets nearest first", () => {
  const sequences = sequencesOf(windowsOf([1, 2, 3, 4, 5, 6, 7].map((at) => row(at))));
  const x = new Float32Array(2 * 3 * FEATURES.length);
  const y = new Float32Array(2 * 2);
  sequences.gather([2, 0], x, y);
  const inputs = (rows: number[]) => rows.flatMap((r) => FEATURES.map((_, f) => r + f / 8));
  assert.deepEqual([...x], inputs([2, 3, 4, 0, 1, 2]));
  assert.deepEqual([...y], [5.25, 6.25, 3.25, 4.25]);
});

Deno.test("a sequence knows its link, its time, and the actual values", () => {
  const windows = windowsOf([
    ...[1, 2, 3, 4, 5].map((at) => row(at, 0, 3)),
    ...[11, 12, 13, 14, 15].map((at) => row(at, 0, 8)),
  ]);
  const sequences = sequencesOf(windows);
  assert.equal(sequences.length, 2);
  assert.deepEqual([sequences.link(0), sequences.link(1)], [3, 8]);
  assert.equal(sequences.windowEndUs(1), 14 * WINDOW_US);
  assert.equal(sequences.lastActual(1), 13);
  assert.deepEqual([sequences.actual(1, 1), sequences.actual(1, 2)], [14, 15]);
});

Deno.test("gather() gives the same numbers as a copy of each window", () => {
  const windows = randomWindows(3, 40, 6);
  const sequences = sequencesOf(windows);
  assert.equal(sequences.length, 3 * (40 - 2 - 4));
  const { scaled } = sequences.rows;
  const picks = Uint32Array.from({ length: sequences.length }, (_, k) => sequences.length - 1 - k);
  const x = new Float32Array(picks.length * 3 * FEATURES.length);
  const y = new Float32Array(picks.length * 2);
  sequences.gather(picks, x, y);
  const { origins } = sequences;
  picks.forEach((pick, k) => {
    for (let step = 0; step < 3; step++) {
      for (let f = 0; f < FEATURES.length; f++) {
        const expected = scaled[(origins[pick] - 2 + step) * FEATURES.length + f];
        assert.equal(x[(k * 3 + step) * FEATURES.length + f], expected);
      }
    }
  });
});
