import assert from "node:assert/strict";
import type { ReportData } from "#lib/dashboard/report/report_data.ts";
import { alertVerdict, scoreVerdict } from "#lib/dashboard/report/verdict.ts";
import { sampleReport, sampleScores } from "./sample_report.ts";

function withRatios(ratios: Readonly<Record<number, number>>): ReportData {
  const scores = sampleScores(["*"]).filter(({ horizon }) => horizon in ratios).map((score) => ({
    ...score,
    mae: score.model === "lstm" ? 10 * ratios[score.horizon] : 10,
  }));
  return { ...sampleReport({ links: 0 }), scores };
}

function say(data: ReportData): string {
  return scoreVerdict(data).replaceAll("\u00a0", " ");
}

Deno.test("scoreVerdict() says by how much the model beats persistence at the nearest and farthest horizon", () => {
  assert.equal(
    say(withRatios({ 1: 0.69, 3: 0.6, 12: 0.561 })),
    "The LSTM's mean absolute error is 31 % below persistence at 1 window ahead (5 s) and " +
      "44 % below persistence at 12 windows ahead (60 s): it beats persistence.",
  );
});

Deno.test("scoreVerdict() says when the model did not beat persistence", () => {
  assert.equal(
    say(withRatios({ 1: 1.2 })),
    "The LSTM's mean absolute error is 20 % above persistence at 1 window ahead (5 s): " +
      "it did not beat persistence.",
  );
  assert.match(say(withRatios({ 1: 1.2, 3: 0.8, 12: 0.7 })), /at 2 of 3 horizons\.$/);
});

Deno.test("scoreVerdict() makes nothing of less than half a percent", () => {
  assert.match(say(withRatios({ 1: 0.998 })), /level with persistence .*: it did not beat/);
});

Deno.test("scoreVerdict() compares pooled scores of the run's target only", () => {
  const data = withRatios({ 1: 0.5 });
  const others = data.scores.map((score) => ({ ...score, mae: 1 }));
  const scores = [
    ...others.map((score) => ({ ...score, link: "a" })),
    ...others.map((score) => ({ ...score, target: "bytes" })),
    ...data.scores,
  ];
  assert.match(say({ ...data, scores }), /50 % below persistence at 1 window ahead/);
});

Deno.test("scoreVerdict() gives no verdict where persistence makes no error or is not scored", () => {
  const data = withRatios({ 1: 0.5 });
  const still = data.scores.map((score) => ({ ...score, mae: 0 }));
  const alone = data.scores.filter(({ model }) => model === "lstm");
  for (const scores of [still, alone, []]) {
    assert.match(say({ ...data, scores }), /too few windows/);
  }
});

Deno.test("alertVerdict() counts each congestion once, by its first alert", () => {
  const alert = { link: "a", openedAt: 0, expectedAt: 0 };
  const data: ReportData = {
    ...sampleReport({ links: 0 }),
    alertOutcomes: [
      { ...alert, congestionStart: 100e6, leadTimeUs: 40e6, outcome: "warned" },
      { ...alert, congestionStart: 100e6, leadTimeUs: -5e6, outcome: "late" },
      { ...alert, link: "b", congestionStart: 100e6, leadTimeUs: 25e6, outcome: "warned" },
      { ...alert, congestionStart: 500e6, leadTimeUs: -5e6, outcome: "late" },
      { ...alert, outcome: "false alarm" },
    ],
    missed: [{ link: "b", start: 900e6 }],
  };
  assert.equal(
    alertVerdict(data).replaceAll("\u00a0", " "),
    "Alerts came ahead of 2 of 4 congestions (median lead time 32.5 s), late for 1, " +
      "and not at all for 1, with 1 false alarm.",
  );
});

Deno.test("alertVerdict() says when there was nothing to warn of", () => {
  const data = { ...sampleReport({ links: 0 }), alertOutcomes: [], missed: [] };
  assert.equal(
    alertVerdict(data),
    "There was no congestion to warn of; there were no false alarms.",
  );
});
