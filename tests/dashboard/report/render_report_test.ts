import assert from "node:assert/strict";
import { renderReport } from "#lib/dashboard/report/render_report.ts";
import type { ReportData, ReportLink } from "#lib/dashboard/report/report_data.ts";
import { sampleReport } from "./sample_report.ts";
import { faults } from "./well_formed.ts";

const HOSTILE = `<script>alert(1)</script> & "quoted" 'single'`;

function count(page: string, part: string): number {
  return page.split(part).length - 1;
}

function replaceFirst(data: ReportData, change: Partial<ReportLink>): ReportData {
  return { ...data, links: [{ ...data.links[0], ...change }, ...data.links.slice(1)] };
}

function nan(length: number): number[] {
  return new Array(length).fill(NaN);
}

Deno.test("the checker of these tests finds what is wrong", () => {
  assert.deepEqual(faults('<!DOCTYPE html><p class="a">x &amp; y<br></p>'), []);
  for (
    const page of ["<p>", "<b><i></b></i>", "<p>a & b</p>", "<p class=a></p>", "a < b", "</p>"]
  ) {
    assert.notDeepEqual(faults(page), [], page);
  }
  assert.notDeepEqual(faults('<p id="a"></p><p id="a"></p>'), []);
});

Deno.test("renderReport() gives a well-formed page with one chart a link and one of the training", async () => {
  const page = await renderReport(sampleReport());
  assert.deepEqual(faults(page), []);
  assert.equal(count(page, "<svg "), 5);
  assert.equal(count(page, 'role="img"'), 5);
  for (const name of ["uplink-0", "uplink-1", "uplink-2", "uplink-3"]) {
    assert.equal(count(page, `<h3>${name}</h3>`), 1);
  }
});

Deno.test("renderReport() makes a page that fetches nothing and runs nothing", async () => {
  const page = await renderReport(sampleReport());
  assert.doesNotMatch(page, /https?:/);
  assert.doesNotMatch(page, /<script|<iframe|<img|<object|@import|url\((?!#)|\son[a-z]+=/i);
  assert.deepEqual([...page.matchAll(/ (?:src|href|xlink:href)="([^"]*)"/g)].map((m) => m[1]), [
    "data:,",
  ]);
  assert.match(page, /Content-Security-Policy" content="default-src &#39;none&#39;/);
});

Deno.test("renderReport() gives the same text for the same data", async () => {
  const data = sampleReport({ links: 2, windows: 120 });
  const first = await renderReport(data);
  await renderReport(sampleReport({ links: 1, windows: 50, seed: 9 }));
  assert.equal(await renderReport(data), first);
});

Deno.test("renderReport() escapes every text that it is given", async () => {
  const data = sampleReport({ links: 1 });
  const [link] = data.links;
  const page = await renderReport({
    ...data,
    title: HOSTILE,
    source: HOSTILE,
    command: HOSTILE,
    target: HOSTILE,
    model: { name: HOSTILE, hash: HOSTILE, options: { [HOSTILE]: HOSTILE } },
    links: [{ ...link, name: HOSTILE }],
    alertOutcomes: data.alertOutcomes.map((outcome) => ({ ...outcome, link: HOSTILE })),
    missed: [{ link: HOSTILE, start: link.windowStart[3] }],
    scores: data.scores.map((score) => ({
      ...score,
      link: score.link === "*" ? "*" : HOSTILE,
      target: HOSTILE,
      model: HOSTILE,
    })),
  });
  assert.deepEqual(faults(page), []);
  assert.doesNotMatch(page, /<script/);
  assert.match(page, /<h3>&lt;script&gt;alert\(1\)&lt;\/script&gt; &amp; &quot;quoted&quot;/);
});

Deno.test("renderReport() names units, time zone, command, model and verdict", async () => {
  const page = await renderReport(sampleReport());
  for (
    const part of [
      "34\u00a0% below persistence at 1 window ahead (5\u00a0s)",
      "deno task demo --seed 7",
      "3f2a9c01b7d4e8f6",
      "learning rate",
      "event time (UTC)",
      "packets per 5\u00a0s window",
      "Opened at <small>UTC</small>",
      "Lead time <small>s</small>",
      "best: epoch 9",
      "its 90\u00a0% interval",
    ]
  ) assert.ok(page.includes(part), part);
});

Deno.test("renderReport() draws an empty run", async () => {
  const page = await renderReport({
    ...sampleReport({ links: 0 }),
    alertOutcomes: [],
    missed: [],
    history: [],
    scores: [],
  });
  assert.deepEqual(faults(page), []);
  assert.equal(count(page, "<svg "), 0);
  for (
    const part of [
      "There were too few windows to compare the LSTM with persistence.",
      "There was no congestion",
      "No forecast was scored.",
      "No alert was opened.",
      "No congestion was missed.",
      "The training of this model was not recorded.",
    ]
  ) assert.ok(page.includes(part), part);
});

Deno.test("renderReport() draws links without alerts, forecasts, numbers or windows", async () => {
  const base = sampleReport({ links: 1, windows: 100 });
  const [link] = base.links;
  const changes: Partial<ReportLink>[] = [
    { alerts: [], congestions: [] },
    { forecasts: [] },
    { forecasts: link.forecasts.slice(0, 1) },
    {
      actual: nan(100),
      forecasts: [{ horizon: 1, values: nan(100), lower: nan(100), upper: nan(100) }],
    },
    { windowStart: [link.windowStart[0]], actual: [7], forecasts: [] },
  ];
  for (const change of changes) {
    const page = await renderReport(replaceFirst(base, change));
    assert.deepEqual(faults(page), []);
    assert.equal(count(page, "<svg "), 2);
    assert.doesNotMatch(page, /NaN|Infinity|undefined/);
  }
  const page = await renderReport(
    replaceFirst(base, { windowStart: [], actual: [], forecasts: [] }),
  );
  assert.equal(count(page, "<svg "), 1);
  assert.ok(page.includes("No window was counted."));
});

Deno.test("renderReport() draws the 16 busiest of 40 links and says how many it leaves out", async () => {
  const data = sampleReport({ links: 40, windows: 30 });
  const busy = { openedAt: data.links[0].windowStart[9], expectedAt: 0, value: 120 };
  const page = await renderReport({
    ...data,
    links: data.links.map((link, i) => ({
      ...link,
      alerts: i >= 24 ? [busy] : [],
      congestions: [],
    })),
  });
  assert.deepEqual(faults(page), []);
  assert.equal(count(page, 'aria-label="Chart of '), 16);
  assert.ok(page.includes("24 more links of this run are left out here"));
  assert.ok(!page.includes("<h3>uplink-23</h3>"));
  assert.ok(page.includes("<h3>uplink-24</h3>"));
  assert.ok(page.includes("<br>packets, 1 window ahead"), "all links stay in the table of scores");
});

Deno.test("renderReport() thins 50,000 windows a link and keeps their highest", async () => {
  const data = sampleReport({ links: 1, windows: 50_000 });
  const actual = Float64Array.from(data.links[0].actual);
  actual[31_415] = 1_900;
  const page = await renderReport(replaceFirst(data, { actual }));
  assert.ok(page.length < 1_500_000, `${page.length} characters`);
  const line = /<path d="([^"]*)" fill="none" stroke="var\(--actual\)"/.exec(page)?.[1] ?? "";
  const heights = [...line.matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map((match) => Number(match[2]));
  assert.ok(heights.length > 500 && heights.length <= 2_000, `${heights.length} points`);
  // 1,900 of an axis up to 2,000 over 232 px that ends at 278 px.
  assert.ok(Math.abs(Math.min(...heights) - (278 - 232 * 1_900 / 2_000)) < 0.5);
});
