import assert from "node:assert/strict";
import { formatTable } from "#lib/app/table.ts";

Deno.test("formatTable() puts numbers to the right and text to the left, with units above", () => {
  const table = formatTable(
    [{ header: "link" }, { header: "error", unit: "packets", digits: 1 }, { header: "model" }],
    [["eth0", 12.25, "lstm"], ["uplink-1", 1234.5, "mean"]],
  );
  assert.equal(
    table,
    [
      "link      error (packets)  model",
      "--------  ---------------  -----",
      "eth0                 12.3  lstm",
      "uplink-1          1,234.5  mean",
    ].join("\n"),
  );
});

Deno.test("formatTable() shows a dash for what is missing or no number", () => {
  const rows = [[1, undefined], [NaN, "a"], [Infinity, null]];
  assert.equal(
    formatTable([{ header: "n" }, { header: "t" }], rows),
    ["n  t", "-  -", "1  -", "-  a", "-  -"].join("\n"),
  );
});

Deno.test("formatTable() lays a column of both out as text", () => {
  const table = formatTable([{ header: "value" }], [[5], ["max"]]);
  assert.equal(table, ["value", "-----", "5", "max"].join("\n"));
});

Deno.test("formatTable() counts characters, not UTF-16 units", () => {
  const lines = formatTable([{ header: "a" }, { header: "b" }], [["𝜇s", "x"], ["ms", "y"]])
    .split("\n");
  assert.deepEqual(lines.slice(2), ["𝜇s  x", "ms  y"]);
});

Deno.test("formatTable() without rows is its header", () => {
  assert.equal(formatTable([{ header: "a", unit: "s" }], []), "a (s)\n-----");
});
