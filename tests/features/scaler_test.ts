import assert from "node:assert/strict";
import fc from "fast-check";
import { UserError } from "#lib/core/errors.ts";
import { Random } from "#lib/core/random.ts";
import { FEATURES } from "#lib/features/columns.ts";
import { featureColumns } from "#lib/features/derive.ts";
import { parseScaler, Scaler } from "#lib/features/scaler.ts";
import { fitScaler, scaleColumns } from "#lib/features/scaler_fit.ts";

const NAMES = FEATURES.map(({ name }) => name);
const PACKETS = NAMES.indexOf("packet_count");
const PROTOCOL = NAMES.indexOf("protocol_encoded");

/** Columns whose every feature holds the same values. */
function sameColumns(values: readonly number[]): Float64Array[] {
  return FEATURES.map(() => Float64Array.from(values));
}

function all(rows: number): Uint8Array {
  return new Uint8Array(rows).fill(1);
}

function assertClose(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) <= 1e-12 * Math.abs(expected), `${actual} ≠ ${expected}`);
}

Deno.test("fitScaler() takes mean and standard deviation of the population", () => {
  const scaler = fitScaler(sameColumns([2, 4, 4, 4, 5, 5, 7, 9]), all(8), {
    kind: "standard",
    log1p: false,
  });
  for (const { offset, scale, log1p } of scaler.features) {
    assert.deepEqual([offset, scale, log1p], [5, 2, false]);
  }
});

Deno.test("fitScaler() takes minimum and range for min-max", () => {
  const { features } = fitScaler(sameColumns([3, 11, 5]), all(3), { kind: "minmax", log1p: false });
  assert.deepEqual(features.map(({ offset, scale }) => [offset, scale]), Array(5).fill([3, 8]));
});

Deno.test("fitScaler() takes log1p of long-tailed features, not of the protocol", () => {
  const scaler = fitScaler(sameColumns([0, 3]), all(2), { kind: "minmax", log1p: true });
  assertClose(scaler.features[PACKETS].scale, Math.log(4));
  assert.deepEqual(scaler.features[PROTOCOL], {
    name: "protocol_encoded",
    log1p: false,
    offset: 0,
    scale: 3,
  });
});

Deno.test("fitScaler() looks at the rows of training only", () => {
  const options = { kind: "standard", log1p: true } as const;
  const training = Uint8Array.of(1, 1, 0, 1, 0);
  const one = fitScaler(sameColumns([1, 2, 900, 4, -0.5]), training, options);
  const other = fitScaler(sameColumns([1, 2, 5, 4, 1e9]), training, options);
  assert.deepEqual(one.toJson(), other.toJson());
  assert.throws(() => fitScaler(sameColumns([1]), Uint8Array.of(0), options), /at least 1 row/);
});

Deno.test("fitScaler() scales a constant feature by 1, so that it becomes 0", () => {
  // A third has no exact double, so the plain deviation of this column is not 0.
  for (const kind of ["standard", "minmax"] as const) {
    const columns = sameColumns(Array(1000).fill(1e9 + 1 / 3));
    const scaler = fitScaler(columns, all(1000), { kind, log1p: false });
    assert.deepEqual(scaler.features.map(({ scale }) => scale), [1, 1, 1, 1, 1]);
    assert.ok(scaleColumns(scaler, columns, 1000).every((x) => x === 0));
  }
});

Deno.test("a scaler gives the same float32 bits in batch with Polars and online", () => {
  const rows = 500_000;
  const random = new Random(9);
  const columns = featureColumns(rows);
  for (let row = 0; row < rows; row++) {
    columns[0][row] = Math.floor(random.pareto(1.2, 60));
    columns[1][row] = 60 + 1400 * random.uniform();
    columns[2][row] = random.integer(100_000);
    columns[3][row] = random.exponential(0.01);
    columns[4][row] = random.integer(4);
  }
  for (const kind of ["standard", "minmax"] as const) {
    for (const log1p of [false, true]) {
      const scaler = fitScaler(columns, all(rows), { kind, log1p });
      const batch = scaleColumns(scaler, columns, rows);
      const online = new Float32Array(rows * FEATURES.length);
      parseScaler(scaler.toJson(), "a model").apply(columns, rows, online);
      assert.deepEqual(new Uint8Array(online.buffer), new Uint8Array(batch.buffer));
    }
  }
});

Deno.test("a scaler writes rows where it is told to, and takes part of a column", () => {
  const scaler = fitScaler(sameColumns([0, 2]), all(2), { kind: "minmax", log1p: false });
  const out = new Float32Array(15).fill(-1);
  scaler.apply(sameColumns([1, 4]), 1, out, 5);
  assert.deepEqual([...out], [...Array(5).fill(-1), ...Array(5).fill(0.5), ...Array(5).fill(-1)]);
  assert.deepEqual([...scaleColumns(scaler, sameColumns([1, 4]), 1)], Array(5).fill(0.5));
  assert.equal(scaleColumns(scaler, sameColumns([]), 0).length, 0);
});

Deno.test("a scaler gives back what it scaled", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 2, maxLength: 30 }),
      fc.constantFrom("standard" as const, "minmax" as const),
      fc.boolean(),
      (values, kind, log1p) => {
        const scaler = fitScaler(sameColumns(values), all(values.length), { kind, log1p });
        const { offset, scale } = scaler.features[PACKETS];
        for (const value of values) {
          const scaled = ((log1p ? Math.log1p(value) : value) - offset) / scale;
          const back = scaler.invert(PACKETS, scaled);
          assert.ok(Math.abs(back - value) <= 1e-9 * (1 + Math.max(...values)));
        }
      },
    ),
    { numRuns: 100, seed: 2 },
  );
});

Deno.test("a scaler survives its file to the last bit", () => {
  const values = Array.from({ length: 99 }, (_, k) => Math.sqrt(k) / 3);
  const scaler = fitScaler(sameColumns(values), all(99), { kind: "standard", log1p: true });
  const read = parseScaler(scaler.toJson(), "a model");
  assert.deepEqual(read.features, scaler.features);
  assert.equal(read.kind, "standard");
  assert.equal(JSON.parse(scaler.toJson()).version, 1);
});

Deno.test("a scaler that does not fit the data is refused with what to do", () => {
  const feature = { log1p: false, offset: 0, scale: 1 };
  const scaler = new Scaler("standard", NAMES.map((name) => ({ name, ...feature })));
  scaler.checkFits(NAMES, 'model "a"');
  assert.throws(
    () => scaler.checkFits(NAMES.slice(1), 'model "a"'),
    new UserError(
      'Cannot open model "a": scaler has 5 features, data has 4; retrain or pass a model of this ' +
        "version",
    ),
  );
  assert.throws(
    () => scaler.checkFits(["total_bytes", "packet_count", ...NAMES.slice(2)], 'model "a"'),
    new UserError(
      'Cannot open model "a": feature 2 of its scaler is "avg_packet_size", of the data ' +
        '"packet_count"; retrain or pass a model of this version',
    ),
  );
});

Deno.test("a broken scaler file is refused with one sentence", () => {
  const feature = { name: "packet_count", log1p: false, offset: 0, scale: 1 };
  const file = { version: 1, kind: "standard", features: [feature] };
  parseScaler(JSON.stringify(file), "a model");
  const cases: [unknown, RegExp][] = [
    [{ ...file, version: 2 }, /has version 2, expected 1; retrain, or use the program/],
    [{}, /has version undefined/],
    [null, /has version undefined/],
    [{ ...file, kind: "robust" }, /lacks a kind, or/],
    [{ ...file, features: {} }, /lacks/],
    [{ ...file, features: [null] }, /lacks/],
    [{ ...file, features: [{ ...feature, scale: 0 }] }, /lacks/],
    [{ ...file, features: [{ ...feature, offset: null }] }, /lacks/],
    [{ ...file, features: [{ ...feature, log1p: 1 }] }, /lacks/],
    [{ ...file, features: [{ ...feature, name: 3 }] }, /lacks/],
  ];
  for (const [value, message] of cases) {
    assert.throws(() => parseScaler(JSON.stringify(value), 'model "a"'), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /^Cannot open model "a": its scaler /);
      assert.match(error.message, message);
      return true;
    });
  }
  assert.throws(() => parseScaler("{", 'model "a"'), /its scaler is no JSON; retrain/);
});

Deno.test("the online scaler loads no native code", async () => {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "lib/features/scaler.ts", "--no-remote"],
    cwd: new URL("../..", import.meta.url),
    env: { NO_COLOR: "1" },
  }).output();
  const { modules } = JSON.parse(new TextDecoder().decode(stdout));
  const paths = modules.map((module: { specifier: string }) => module.specifier);
  assert.ok(paths.some((path: string) => path.endsWith("lib/features/scaler.ts")));
  assert.ok(paths.every((path: string) => !path.startsWith("npm:")));
});
