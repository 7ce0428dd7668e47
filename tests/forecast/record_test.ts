import assert from "node:assert/strict";
import fc from "fast-check";
import { LinkTable } from "#lib/core/link_table.ts";
import { FORECAST_STATUS_NAMES, ForecastBatch } from "#lib/forecast/forecast_batch.ts";
import { originUs, parseForecast } from "#lib/forecast/forecast_record.ts";
import { RecordWriter } from "#lib/forecast/record_writer.ts";
import { staleRecord } from "#lib/forecast/stale_record.ts";

const ORIGIN = { target: "packets", modelHash: "00c0ffee00c0ffee", backend: "wasm" };

/** Makes a batch of one row. */
function rowOf(
  link: number,
  windowEnd: number,
  status: number,
  values: readonly number[],
): ForecastBatch {
  const batch = new ForecastBatch(values.length);
  const row = batch.addRow();
  batch.link[row] = link;
  batch.windowEnd[row] = windowEnd;
  batch.status[row] = status;
  batch.values.set(values);
  batch.lower.set(values.map((value) => Math.max(0, value - 1.5)));
  batch.upper.set(values.map((value) => value + 1.5));
  return batch;
}

Deno.test("write() writes the record that docs promise", () => {
  const links = new LinkTable();
  const writer = new RecordWriter(links, ORIGIN);
  const batch = rowOf(links.intern('a|"b"\n'), 1_700_000_005_000_000, 0, [81.299_999, 0.25]);
  const [first, second] = writer.write(batch, 0).map(({ value }) => JSON.parse(value));
  assert.deepEqual(first, {
    v: 1,
    id: 'a|"b"\n|2023-11-14T22:13:25Z|1|packets|00c0ffee00c0ffee|wasm',
    link: 'a|"b"\n',
    windowEnd: "2023-11-14T22:13:25Z",
    horizon: 1,
    target: "packets",
    value: 81.3,
    lower: 79.8,
    upper: 82.8,
    model: "lstm",
    modelHash: "00c0ffee00c0ffee",
    status: "ok",
  });
  assert.deepEqual([second.horizon, second.value, second.lower], [2, 0.25, 0]);
  assert.equal(writer.id(batch, 0, 2), second.id);
});

Deno.test("write() names the baseline that stood in, in the id too", () => {
  const links = new LinkTable();
  const writer = new RecordWriter(links, ORIGIN);
  const batch = rowOf(links.intern("eth0"), 5_000_000, 1, [7]);
  const record = JSON.parse(writer.write(batch, 0)[0].value);
  assert.equal(record.model, "persistence");
  assert.equal(record.status, "warming_up");
  assert.ok(record.id.endsWith("|persistence"));
});

Deno.test("a record read back is the record written, to seven digits", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme" }),
      fc.integer({ min: 0, max: 4_000_000_000_000_000 }),
      fc.nat(FORECAST_STATUS_NAMES.length - 1),
      fc.array(fc.float({ min: 0, noNaN: true, noDefaultInfinity: true }), { minLength: 1 }),
      (link, windowEnd, status, values) => {
        const links = new LinkTable();
        const writer = new RecordWriter(links, ORIGIN);
        const batch = rowOf(links.intern(link), windowEnd, status, values.slice(0, 5));
        writer.write(batch, 0).forEach(({ id, value }, h) => {
          const record = parseForecast(value);
          assert.equal(record.id, id);
          assert.equal(record.link, link);
          assert.equal(originUs(record), windowEnd);
          assert.equal(record.horizon, h + 1);
          assert.equal(record.status, FORECAST_STATUS_NAMES[status]);
          assert.equal(record.id, writer.id(batch, 0, h + 1));
          const error = Math.abs(record.value - Math.fround(values[h]));
          assert.ok(error <= 5.1e-7 * Math.fround(values[h]) + 1e-45);
        });
      },
    ),
    { seed: 3, numRuns: 200 },
  );
});

Deno.test("parseForecast() says what is wrong with a record, and ignores what it does not know", () => {
  const links = new LinkTable();
  const batch = rowOf(links.intern("eth0"), 5_000_000, 0, [7]);
  const good = JSON.parse(new RecordWriter(links, ORIGIN).write(batch, 0)[0].value);
  const wrong: [Record<string, unknown>, RegExp][] = [
    [{ v: 2 }, /v is 2; expected version 1/],
    [{ link: 5 }, /link is no text/],
    [{ value: null }, /value is no number/],
    [{ horizon: 0 }, /horizon is no positive integer/],
    [{ windowEnd: "yesterday" }, /windowEnd is yesterday/],
    [{ status: "fine" }, /status is fine/],
  ];
  for (const [change, pattern] of wrong) {
    assert.throws(
      () => parseForecast(JSON.stringify({ ...good, ...change })),
      (error) => error instanceof SyntaxError && pattern.test(error.message),
    );
  }
  for (const text of ["", "null", "[]", '"x"']) {
    assert.throws(() => parseForecast(text), SyntaxError);
  }
  assert.equal(parseForecast(JSON.stringify({ ...good, later: 1 })).value, 7);
});

Deno.test("staleRecord() says that there is no forecast, under an id that no forecast has", () => {
  const links = new LinkTable();
  const batch = rowOf(links.intern('a"b'), 5_000_000, 1, [7, 8]);
  const written = staleRecord('a"b', 5_000_000, ORIGIN);
  const { id, horizon, value, status } = JSON.parse(written.value);
  assert.equal(id, written.id);
  assert.deepEqual([horizon, value, status], [0, null, "stale"]);
  const forecasts = new RecordWriter(links, ORIGIN).write(batch, 0).map((r) => r.id);
  assert.ok(!forecasts.includes(id));
  assert.throws(() => parseForecast(written.value), SyntaxError);
});
