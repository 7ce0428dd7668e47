import assert from "node:assert/strict";
import type { Results } from "../../bench/kafka/results.ts";
import { markdownTables } from "../../bench/kafka/results_table.ts";
import { readFile } from "./read_docs.ts";

/** Cells of each line of a table, without the padding that a formatter adds. */
function cellsOf(text: string): string[] {
  return text.split("\n").filter((line) => line.startsWith("|")).map((line) =>
    line.split("|").map((cell) => cell.trim().replace(/^-+$/, "-")).join("|")
  );
}

Deno.test("the figures of docs/kafka.md are those of bench/results/kafka.json", () => {
  const results: Results = JSON.parse(readFile("bench/results/kafka.json"));
  const [, page] = readFile("docs/kafka.md").split("\n## Measured\n");
  const expected = cellsOf(markdownTables(results));
  assert.deepEqual(cellsOf(page.split("\n## ")[0]).slice(0, expected.length), expected);
});
