import assert from "node:assert/strict";
import { UserError } from "#lib/core/errors.ts";
import { parseSeries } from "#lib/capture/synthetic/parse_series.ts";

const ORIGIN = Date.UTC(2025, 2, 3) * 1000;
const COLUMNS = { originUs: ORIGIN };

Deno.test("parseSeries() reads times in the notations that files have", () => {
  const noon = Date.UTC(2018, 0, 1, 12) * 1000;
  const written: [string, number][] = [
    ["2018-01-01T12:00:00Z", noon],
    ["2018-01-01 12:00:00", noon],
    ["2018-01-01 12:00", noon],
    ["2018-01-01T13:00:00+01:00", noon],
    ["2018-01-01", noon - 12 * 3_600e6],
    ["1514808000", noon],
    ["1514808000000", noon],
    ["7.5", ORIGIN + 7_500_000],
  ];
  for (const [text, timeUs] of written) {
    assert.deepEqual(parseSeries(`${text},3\n`, "a.csv", COLUMNS), [{ timeUs, value: 3 }], text);
  }
});

Deno.test("parseSeries() takes commas, semicolons, tabs and quotes, with and without titles", () => {
  const expected = [{ timeUs: ORIGIN, value: 4 }, { timeUs: ORIGIN + 1e6, value: 5.5 }];
  for (
    const text of [
      "t,v\n0,4\n1,5.5",
      "0,4\r\n1,5.5\r\n",
      "t;v;w\n0;4;x\n1;5.5;y\n",
      "0\t4\n1\t5.5\n",
      '"t","v"\n"0","4"\n"1","5.5"\n',
    ]
  ) assert.deepEqual(parseSeries(text, "a.csv", COLUMNS), expected, JSON.stringify(text));
});

Deno.test("parseSeries() takes columns by name and by number, and goes by empty values", () => {
  const text = "id,when,in,out\na,0,1,7\nb,1,2,\nc,2,3,9\n";
  const named = parseSeries(text, "a.csv", { ...COLUMNS, time: "when", value: "out" });
  assert.deepEqual(named.map(({ value }) => value), [7, 9]);
  assert.deepEqual(parseSeries(text, "a.csv", { ...COLUMNS, time: "2", value: "4" }), named);
  const next = parseSeries(text, "a.csv", { ...COLUMNS, time: "when" });
  assert.deepEqual(next.map(({ value }) => value), [1, 2, 3]);
});

Deno.test("parseSeries() names the line or the column that is wrong", () => {
  const wrong: [string, RegExp][] = [
    ["t,v\n0,1\nnoon,2\n", /line 3: its time is "noon"/],
    ["t,v\n0,1\n1,-2\n", /line 3: its value is "-2"/],
    ["t,v\n0,1\n1,x\n", /line 3: its value is "x"/],
    ["t,v\n1,1\n1,2\n", /line 3: its time is not after/],
    ["t,v\n0,0\n1,0\n", /no value is above 0/],
    ["5\n6\n", /the value's column is to be 2: expected one of 5/],
    ["", /the value's column/],
  ];
  for (const [text, message] of wrong) {
    assert.throws(() => parseSeries(text, "a.csv", COLUMNS), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /^Cannot read the series "a.csv", /);
      assert.match(error.message, message);
      return true;
    });
  }
  const columns = { ...COLUMNS, value: "volume" };
  assert.throws(() => parseSeries("t,v\n0,1\n", "a.csv", columns), /volume: expected one of t, v/);
});
