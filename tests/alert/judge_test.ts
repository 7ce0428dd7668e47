import assert from "node:assert/strict";
import { judgeAlerts } from "#lib/alert/judge.ts";
import { findCongestions } from "#lib/alert/congestions.ts";

const S = 1_000_000;

Deno.test("judgeAlerts() tells warnings, late alerts, false alarms and missed congestions apart", () => {
  const congestions = [
    { start: 100 * S, end: 150 * S },
    { start: 300 * S, end: 350 * S },
    { start: 500 * S, end: 550 * S },
  ];
  const { verdicts, missed } = judgeAlerts(
    [
      { alertedAt: 70 * S, resolvedAt: 170 * S },
      { alertedAt: 200 * S, resolvedAt: 220 * S },
      { alertedAt: 310 * S, resolvedAt: undefined },
    ],
    congestions,
    60 * S,
  );
  assert.deepEqual(verdicts, [
    { outcome: "warned", congestion: 0, leadTimeUs: 30 * S },
    { outcome: "false alarm", congestion: -1, leadTimeUs: NaN },
    { outcome: "late", congestion: 1, leadTimeUs: -10 * S },
  ]);
  assert.deepEqual(missed, [2]);
});

Deno.test("judgeAlerts() gives an early alert the congestion that its horizon reaches", () => {
  const congestions = [{ start: 100 * S, end: 150 * S }];
  const soon = judgeAlerts([{ alertedAt: 50 * S, resolvedAt: 60 * S }], congestions, 60 * S);
  assert.equal(soon.verdicts[0].outcome, "warned");
  const short = judgeAlerts([{ alertedAt: 50 * S, resolvedAt: 60 * S }], congestions, 20 * S);
  assert.equal(short.verdicts[0].outcome, "false alarm");
});

Deno.test("judgeAlerts() lets an alert that was never resolved reach as far as it looked, no further", () => {
  const DAY = 86_400 * S;
  const verdictOf = (start: number) => {
    const incidents = [{ alertedAt: 50 * S, resolvedAt: undefined }];
    return judgeAlerts(incidents, [{ start, end: start + 40 * S }], 60 * S).verdicts[0].outcome;
  };
  assert.equal(verdictOf(DAY), "false alarm");
  assert.equal(verdictOf(110 * S), "false alarm");
  assert.equal(verdictOf(109 * S), "warned");
  assert.equal(verdictOf(20 * S), "late", "under way");
});

Deno.test("findCongestions() joins stretches that lie close together", () => {
  const count = [10, 120, 130, 90, 110, 20, 20, 20, 150, 100];
  const start = count.map((_, i) => i * 5);
  const found = findCongestions(start, count, { threshold: 100, windowUs: 5, mergeWindows: 3 });
  assert.deepEqual(found, [{ start: 5, end: 25 }, { start: 40, end: 45 }]);
});
