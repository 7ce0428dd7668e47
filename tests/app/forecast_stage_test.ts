import assert from "node:assert/strict";
import { ForecastStage, type Outlook } from "#lib/app/forecast_stage.ts";
import { alertLine, forecastLine } from "#lib/app/forecast_lines.ts";
import { parseAlert } from "#lib/alert/alert_record.ts";
import type { OutgoingMessage } from "#lib/bus/bus.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { batchOf, series, type TestWindow, WINDOW_US } from "../forecast/fixtures.ts";
import { LOOKBACK, pipelineParts, TOPICS } from "./pipeline_parts.ts";

const THRESHOLD = 100;
const DAY = 17_280; // in windows

/** Gives what a stage says of windows: alerts as [link, state, window of its end, value]. */
function alertsOf(windows: readonly TestWindow[], onOutlook?: (outlook: Outlook) => void) {
  const links = new LinkTable();
  for (const name of ["a", "b"]) links.intern(name);
  const stage = new ForecastStage(pipelineParts(undefined, THRESHOLD), links, onOutlook);
  const out: OutgoingMessage[] = [];
  stage.look(batchOf(windows), out);
  const alerts = out.filter(({ topic }) => topic === TOPICS.alertsTopic)
    .map(({ value }) => parseAlert(String(value)));
  const brief = alerts.map(({ link, state, windowEnd, value }) => {
    return [link, state, Date.parse(windowEnd) * 1_000 / WINDOW_US, value];
  });
  return { alerts, brief, stats: stage.stats };
}

const LOUD = new Array<number>(LOOKBACK).fill(150);

Deno.test("an incident ends with its link, and a congestion a day later is alerted anew", () => {
  const { alerts, brief, stats } = alertsOf([
    ...series(0, LOUD),
    { link: 0, index: LOOKBACK, packets: 90, partial: 1 }, // the end
    { link: 0, index: DAY, packets: 90, partial: 1 }, // the return
    ...series(0, LOUD, DAY + 1),
  ]);
  assert.deepEqual(brief, [
    ["a", "open", LOOKBACK, 151],
    ["a", "resolved", LOOKBACK + 1, 90],
    ["a", "open", DAY + 1 + LOOKBACK, 151],
  ]);
  assert.equal(alerts[0].id, alerts[1].id);
  assert.notEqual(alerts[0].id, alerts[2].id);
  assert.equal(alerts[1].forecastId, "");
  assert.deepEqual([stats.alertsOpened, stats.alertsResolved], [2, 1]);
});

Deno.test("an incident ends with the first window after a break, where nothing told the break", () => {
  const { brief } = alertsOf([
    ...series(0, LOUD),
    { link: 0, index: DAY, packets: 90, partial: 1 },
  ]);
  assert.deepEqual(brief, [["a", "open", LOOKBACK, 151], ["a", "resolved", DAY + 1, 90]]);
});

Deno.test("a partial window ends the incident of its own link only, among windows of others", () => {
  const loud = (link: number) => series(link, LOUD);
  const { brief } = alertsOf([
    { link: 1, index: 0, packets: 9, partial: 1 },
    ...loud(0),
    { link: 0, index: LOOKBACK, packets: 90, partial: 1 },
    ...series(1, [...LOUD, 150, 30, 30, 30, 30], 1),
  ]);
  assert.deepEqual(brief, [
    ["a", "open", LOOKBACK, 151],
    ["a", "resolved", LOOKBACK + 1, 90],
    ["b", "open", LOOKBACK + 1, 151],
    ["b", "resolved", LOOKBACK + 5, 30], // the mean is 110 after the first 30, then 70 and 30
  ]);
});

Deno.test("whoever watches sees a partial window that ended an incident, and no other", () => {
  const seen: (string | undefined)[][] = [];
  alertsOf([
    { link: 0, index: 0, packets: 90, partial: 1 },
    ...series(0, LOUD, 1),
    { link: 0, index: LOOKBACK + 1, packets: 90, partial: 1 },
  ], (outlook) => {
    const line = alertLine(outlook, THRESHOLD)?.split("  ")[2];
    seen.push([forecastLine(outlook, WINDOW_US)?.split(",")[0], line]);
  });
  assert.deepEqual(seen, [
    ["1970-01-01T00:00:10Z  a  150 packets", undefined],
    ["1970-01-01T00:00:15Z  a  150 packets", undefined],
    [
      "1970-01-01T00:00:20Z  a  150 packets",
      "ALERT: 151.0 packets forecast for the window that starts now, above 100",
    ],
    [undefined, "RESOLVED after 5 s: 90 packets in the window"],
  ]);
});
