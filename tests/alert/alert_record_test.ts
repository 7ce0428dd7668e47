import assert from "node:assert/strict";
import { alertRecord, parseAlert } from "#lib/alert/alert_record.ts";

const OPEN = alertRecord(
  'a"b',
  {
    state: "open",
    openedAt: 10_000_000,
    windowEnd: 10_000_000,
    watermark: 10_200_001,
    horizon: 2,
    value: 123.5,
    expectedAt: 15_000_000,
  },
  100,
  "id of a forecast",
);

Deno.test("parseAlert() gives back what alertRecord() made", () => {
  const resolved = alertRecord(
    "eth0",
    {
      state: "resolved",
      openedAt: 10_000_000,
      windowEnd: 40_000_000,
      watermark: 40_200_001,
      horizon: 0,
      value: 0,
      expectedAt: 40_000_000,
    },
    0.5,
    "",
  );
  for (const record of [OPEN, resolved]) {
    assert.deepEqual(parseAlert(JSON.stringify(record)), record);
  }
});

Deno.test("parseAlert() says what is wrong with a record, and ignores what it does not know", () => {
  const wrong: [Record<string, unknown>, RegExp][] = [
    [{ v: 2 }, /v is 2; expected version 1/],
    [{ id: undefined }, /id is no text/],
    [{ link: 5 }, /link is no text/],
    [{ state: "stuck" }, /state is stuck/],
    [{ value: null }, /value is no number/],
    [{ threshold: "100" }, /threshold is no number/],
    [{ windowEnd: "yesterday" }, /windowEnd is yesterday/],
    [{ watermark: 5 }, /watermark is 5/],
    [{ expectedAt: undefined }, /expectedAt is undefined/],
  ];
  for (const [change, pattern] of wrong) {
    assert.throws(
      () => parseAlert(JSON.stringify({ ...OPEN, ...change })),
      (error) => error instanceof SyntaxError && pattern.test(error.message),
    );
  }
  for (const text of ["", "null", "[]", '"x"', "5", "1,2,3"]) {
    assert.throws(() => parseAlert(text), SyntaxError, text);
  }
  assert.equal(parseAlert(JSON.stringify({ ...OPEN, later: 1 })).value, 123.5);
});
