import assert from "node:assert/strict";
import { alertTable, missedTable } from "#lib/dashboard/report/alert_table.ts";
import { scoreTable } from "#lib/dashboard/report/score_table.ts";
import { sampleReport, sampleScores, START_US } from "./sample_report.ts";
import { faults } from "./well_formed.ts";

const DATA = sampleReport({ links: 1, windows: 100 });

function textOf(html: string): string {
  return html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ").trim();
}

function rowsOf(html: string): string[] {
  return [...html.matchAll(/<tr[^]*?<\/tr>/g)].map((match) => textOf(match[0]));
}

Deno.test("scoreTable() lists models by horizon and marks the lowest error of each", () => {
  const table = scoreTable({ ...DATA, scores: sampleScores(["*"]) }).text;
  assert.deepEqual(faults(table), []);
  assert.equal(rowsOf(table).length, 10);
  assert.equal(
    rowsOf(table)[1].replaceAll("\u00a0", " "),
    "packets, 1 window ahead 5 s lstm 5.61 8.98 10.2 9.4 0.701 0.720 34.0 38.8 1,400",
  );
  assert.equal(rowsOf(table)[2], "persistence 8.50 13.60 15.5 14.2 1.063 0.575 0.0 33.0 1,400");
  assert.equal(table.split('class="best"').length - 1, 3);
  assert.doesNotMatch(table, /<details>/);
});

Deno.test("scoreTable() folds the links away, and leaves out scores that nobody has", () => {
  const scores = sampleScores(["*", "a"]).map(({ accuracy: _, ...score }) => ({
    ...score,
    mase: NaN,
  }));
  const table = scoreTable({ ...DATA, scores }).text;
  assert.doesNotMatch(table, /Accuracy|MASE/);
  const [open, folded] = table.split("<details>");
  assert.equal(rowsOf(open).length, 10);
  assert.match(rowsOf(folded)[1], /^a packets, 1 window ahead/);
});

Deno.test("scoreTable() writes a dash for a score that is none", () => {
  const [score] = sampleScores(["*"]);
  const scores = [{ ...score, mae: NaN, r2: NaN }, { ...score, model: "mean" }];
  const { text } = scoreTable({ ...DATA, scores });
  assert.match(rowsOf(text)[1], /lstm – 8\.98 10\.2 9\.4 0\.701 – 34\.0/);
});

Deno.test("scoreTable() says how many groups it leaves out", () => {
  const names = Array.from({ length: 200 }, (_, i) => `link-${i}`);
  const table = scoreTable({ ...DATA, scores: sampleScores(names) }).text;
  assert.match(table, /Listed are the first 400 of 600 pairs/);
});

Deno.test("alertTable() lists alerts in order of time with lead time and outcome", () => {
  const late = { link: "b", openedAt: START_US + 9e6, expectedAt: START_US + 10e6 };
  const table = alertTable({
    ...DATA,
    alertOutcomes: [
      { ...late, congestionStart: START_US, leadTimeUs: -9.4e6, outcome: "late" },
      { ...late, link: "a", openedAt: START_US, outcome: "false alarm" },
    ],
  }).text;
  assert.deepEqual(rowsOf(table).slice(1), [
    "a 2025-03-01 08:00:00 2025-03-01 08:00:10 – – false alarm",
    "b 2025-03-01 08:00:09 2025-03-01 08:00:10 2025-03-01 08:00:00 −9.4 late",
  ]);
});

Deno.test("alertTable() stops at 1,000 rows and says so", () => {
  const alertOutcomes = Array.from({ length: 1_001 }, (_, i) => ({
    link: "a",
    openedAt: START_US + i,
    expectedAt: START_US,
    outcome: "false alarm" as const,
  }));
  const table = alertTable({ ...DATA, alertOutcomes }).text;
  assert.equal(rowsOf(table).length, 1_001);
  assert.match(table, /\(the first 1,000 of 1,001\)/);
});

Deno.test("missedTable() says how a missed congestion came, where it is known", () => {
  const [link] = DATA.links;
  const start = (window: number) => link.windowStart[window];
  const congestions = [
    { start: start(1), end: start(2), sudden: true },
    { start: start(3), end: start(4), sudden: false },
  ];
  const missed = [5, 3, 1].map((window) => ({ link: link.name, start: start(window) }));
  const table = missedTable({ ...DATA, links: [{ ...link, congestions }], missed }).text;
  assert.deepEqual(rowsOf(table).slice(1), [
    "uplink-0 2025-03-01 08:00:05 without a sign",
    "uplink-0 2025-03-01 08:00:15 built up",
    "uplink-0 2025-03-01 08:00:25 –",
  ]);
});
