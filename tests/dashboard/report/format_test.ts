import assert from "node:assert/strict";
import { formatInstant, formatLength } from "#lib/dashboard/report/format_instant.ts";
import { formatNumber } from "#lib/dashboard/report/format_number.ts";
import { plural } from "#lib/dashboard/report/plural.ts";

Deno.test("formatNumber() groups thousands, keeps the decimals, and writes a dash for no number", () => {
  assert.equal(formatNumber(1234567.891, 2), "1,234,567.89");
  assert.equal(formatNumber(2, 1), "2.0");
  assert.equal(formatNumber(-0.25, 2), "−0.25");
  assert.equal(formatNumber(NaN), "–");
  assert.equal(formatNumber(-Infinity, 3), "–");
});

Deno.test("formatInstant() writes UTC to a tenth of a second, and the exact time beside it", () => {
  const start = 1_740_816_005_000_000;
  assert.equal(
    formatInstant(start).text,
    '<time datetime="2025-03-01T08:00:05Z">2025-03-01 08:00:05</time>',
  );
  assert.equal(
    formatInstant(start + 512_345).text,
    '<time datetime="2025-03-01T08:00:05.512345Z">2025-03-01 08:00:05.5</time>',
  );
  assert.match(formatInstant(start + 12_345).text, /">2025-03-01 08:00:05</);
  assert.equal(formatInstant(undefined).text, "–");
  assert.equal(formatInstant(NaN).text, "–");
});

Deno.test("formatLength() chooses the unit", () => {
  const lengths = [5, 0.5, 120, 121, 1_800, 7_200, 7_260, 90_000];
  assert.deepEqual(lengths.map((s) => formatLength(s * 1e6).replaceAll("\u00a0", " ")), [
    "5 s",
    "0.5 s",
    "120 s",
    "2 min",
    "30 min",
    "120 min",
    "2 h 1 min",
    "25 h 0 min",
  ]);
});

Deno.test("plural() counts in words", () => {
  assert.deepEqual([0, 1, 2, 1_000].map((n) => plural(n, "alert")), [
    "no alerts",
    "1 alert",
    "2 alerts",
    "1,000 alerts",
  ]);
});
