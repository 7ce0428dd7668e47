import assert from "node:assert/strict";
import fc from "fast-check";
import { UserError } from "#lib/core/errors.ts";
import { FEATURES, TARGETS } from "#lib/features/columns.ts";
import { buildDataset, type Dataset } from "#lib/features/dataset.ts";
import { Scaler } from "#lib/features/scaler.ts";
import { findOrigins, type Sequences } from "#lib/features/sequence.ts";
import { DEFAULT_SHARES, originsOf, Part, splitPoints, splitRows } from "#lib/features/split.ts";
import { randomWindows, WINDOW_US, windowsOf } from "./window_rows.ts";

const SHAPE = { lookback: 4, horizon: 3, windowUs: WINDOW_US };
const OPTIONS = {
  shape: SHAPE,
  target: TARGETS[0],
  scaler: { kind: "standard", log1p: true },
} as const;

/** Everything that a model would see of a part. */
function contents(sequences: Sequences): Float32Array[] {
  const { length } = sequences;
  const x = new Float32Array(length * SHAPE.lookback * FEATURES.length);
  const y = new Float32Array(length * SHAPE.horizon);
  sequences.gather(Uint32Array.from({ length }, (_, k) => k), x, y);
  return [x, y];
}

Deno.test("splitRows() splits each link by its own time: 0.7, 0.1, 0.2", () => {
  const windows = windowsOf([
    ...Array.from({ length: 10 }, (_, k) => ({ link: 0, at: k })),
    ...Array.from({ length: 20 }, (_, k) => ({ link: 5, at: 100 + k })),
  ]);
  const parts = [...splitRows(windows, DEFAULT_SHARES)].join("");
  assert.equal(parts, "0000000122" + "00000000000000112222");
  assert.deepEqual(splitPoints(1000, DEFAULT_SHARES), [700, 800]);
});

Deno.test("originsOf() asks for the origin and all its targets, and lets inputs reach back", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 80 }), fc.integer({ min: 1, max: 3 }), (count, links) => {
      const windows = randomWindows(links, count, 1);
      const origins = findOrigins(windows, SHAPE);
      const parts = splitRows(windows, DEFAULT_SHARES);
      for (const part of Object.values(Part)) {
        const expected = [...origins].filter((row) =>
          [0, 1, 2, 3].every((h) => parts[row + h] === part)
        );
        assert.deepEqual([...originsOf(part, origins, parts, 3)], expected);
      }
    }),
    { numRuns: 200, seed: 8 },
  );
});

Deno.test("buildDataset() lets nothing of a later part into an earlier one", () => {
  const count = 60;
  const [validationAt, testAt] = splitPoints(count, DEFAULT_SHARES);
  fc.assert(
    fc.property(fc.constantFrom(validationAt, testAt), fc.nat(), (from, seed) => {
      const original = buildDataset(randomWindows(2, count, 1), OPTIONS);
      const windows = randomWindows(2, count, 1);
      const changed = randomWindows(2, count, seed + 2);
      for (let row = 0; row < windows.length; row++) {
        if (row % count < from) continue;
        windows.packetCount[row] = changed.packetCount[row] * 50;
        windows.totalBytes[row] = changed.totalBytes[row] * 70;
        windows.protocol[row] = changed.protocol[row];
      }
      const other = buildDataset(windows, OPTIONS);
      const earlier = (dataset: Dataset) => [
        dataset.scaler.toJson(),
        ...contents(dataset.train),
        ...(from === testAt ? contents(dataset.validation) : []),
      ];
      assert.deepEqual(earlier(other), earlier(original));
      assert.notDeepEqual(contents(other.test), contents(original.test));
    }),
    { numRuns: 20, seed: 1 },
  );
});

Deno.test("buildDataset() fits the scaler on complete windows of the training part", () => {
  const windows = randomWindows(1, 60, 3);
  const { scaler } = buildDataset(windows, {
    ...OPTIONS,
    scaler: { kind: "minmax", log1p: false },
  });
  const training = [...windows.packetCount.subarray(1, splitPoints(60, DEFAULT_SHARES)[0])];
  const packets = scaler.features.find(({ name }) => name === "packet_count");
  assert.deepEqual(packets, {
    name: "packet_count",
    log1p: false,
    offset: Math.min(...training),
    scale: Math.max(...training) - Math.min(...training),
  });
});

Deno.test("buildDataset() takes the scaler of a model as it is, if it fits", () => {
  const windows = randomWindows(1, 60, 3);
  const identity = FEATURES.map(({ name }) => ({ name, log1p: false, offset: 0, scale: 1 }));
  const { scaler, test } = buildDataset(windows, {
    ...OPTIONS,
    scaler: new Scaler("standard", identity),
  });
  assert.deepEqual(scaler.features, identity);
  const y = new Float32Array(3);
  test.gather([0], new Float32Array(4 * FEATURES.length), y);
  assert.deepEqual([...y], [1, 2, 3].map((h) => test.actual(0, h)));
  const short = new Scaler("standard", identity.slice(1));
  assert.throws(
    () => buildDataset(windows, { ...OPTIONS, scaler: short }),
    /Cannot open the model: scaler has 4 features, data has 5/,
  );
});

Deno.test("buildDataset() says how many windows it needs, and that many are enough", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 12 }),
      (lookback, horizon) => {
        const options = { ...OPTIONS, shape: { lookback, horizon, windowUs: WINDOW_US } };
        let message = "";
        try {
          buildDataset(randomWindows(1, 5, 1), options);
        } catch (error) {
          assert.ok(error instanceof UserError);
          message = error.message;
        }
        const needed = Number(/needs (\d+) in a row/.exec(message)?.[1]);
        const { train, validation, test } = buildDataset(randomWindows(1, needed, 1), options);
        assert.ok(train.length > 0 && validation.length > 0 && test.length > 0);
        assert.throws(() => buildDataset(randomWindows(1, needed - 1, 1), options), UserError);
      },
    ),
    { numRuns: 60, seed: 1 },
  );
});

Deno.test("buildDataset() gives three ways out when there are too few windows", () => {
  assert.throws(
    () => buildDataset(randomWindows(2, 20, 1), OPTIONS),
    new UserError(
      "Cannot make sequences: there are 40 windows on 2 links, 20 in a row at most, but one link needs 34 in a row for " +
        "a lookback of 4 and a horizon of 3; capture or generate for longer, read more with a " +
        "larger --max-messages, or pass a shorter --lookback or --horizon",
    ),
  );
  assert.throws(() => buildDataset(windowsOf([]), OPTIONS), /there are 0 windows on 0 links/);
});

Deno.test("buildDataset() asks only for the parts that are needed", () => {
  const windows = randomWindows(1, 20, 1);
  const identity = FEATURES.map(({ name }) => ({ name, log1p: false, offset: 0, scale: 1 }));
  const scaler = new Scaler("standard", identity);
  const { train, test } = buildDataset(windows, { ...OPTIONS, scaler, shares: [0, 0, 1] });
  assert.deepEqual([train.length, test.length], [0, 20 - 2 - 6]);
  const trainOnly = buildDataset(windows, { ...OPTIONS, needs: ["train"] });
  assert.ok(trainOnly.train.length > 0 && trainOnly.validation.length === 0);
});

Deno.test("buildDataset() fits no scaler on a part without a share, and says so", () => {
  assert.throws(
    () => buildDataset(randomWindows(1, 60, 1), { ...OPTIONS, shares: [0, 0.5, 0.5] }),
    new UserError(
      "Cannot make sequences: there are 60 windows on 1 link, but a part has no share of them in " +
        "--split 0,0.5,0.5; give it one",
    ),
  );
});
