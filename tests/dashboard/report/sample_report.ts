/**
 * A run made up from a seed, for the tests of the report: links whose load swings, builds up to
 * congestions, and is forecast about as well as a small network does.
 * @module
 */

import { Random } from "#lib/core/random.ts";
import type {
  ReportCongestion,
  ReportData,
  ReportForecast,
  ReportLink,
  ReportOutcome,
  ReportScore,
} from "#lib/dashboard/report/report_data.ts";

const SECOND_US = 1_000_000;
export const WINDOW_US = 5 * SECOND_US;
/** 2025-03-01T08:00:00Z. */
export const START_US = 1_740_816_000 * SECOND_US;
/** Windows from one congestion to the next. */
const PERIOD = 90;
const RAMP = 14;
const HIGH = 16;

/** Makes a run of `links` links with `windows` windows each. */
export function sampleReport(
  { links = 4, windows = 360, seed = 7 }: { links?: number; windows?: number; seed?: number } = {},
): ReportData {
  const made = Array.from({ length: links }, (_, i) => sampleLink(`uplink-${i}`, windows, seed, i));
  return {
    title: "Forecasts on fresh synthetic traffic",
    source: `Synthetic traffic, seed ${seed}`,
    command: `deno task demo --seed ${seed}`,
    windowUs: WINDOW_US,
    threshold: 100,
    target: "packets",
    intervalShare: 0.9,
    model: {
      name: "demo/model",
      hash: "3f2a9c01b7d4e8f6a5b4c3d2e1f00918273645546372819a0bc1d2e3f4a5b6c7",
      options: { units: "64", layers: "2", lookback: "12 windows", "learning rate": "0.001" },
    },
    links: made.map(({ link }) => link),
    alertOutcomes: made.flatMap(({ outcomes }) => outcomes),
    missed: made.flatMap(({ link, missed }) => missed.map((start) => ({ link: link.name, start }))),
    history: Array.from({ length: 12 }, (_, i) => ({
      epoch: i + 1,
      loss: 0.25 + 0.8 * Math.exp(-i / 2.2),
      valLoss: 0.29 + 0.62 * Math.exp(-i / 2) + 0.006 * Math.max(0, i - 8),
    })),
    bestEpoch: 9,
    scores: sampleScores(["*", ...made.map(({ link }) => link.name)]),
  };
}

/** Makes scores in which the model beats persistence by a third. */
export function sampleScores(links: readonly string[]): ReportScore[] {
  return links.flatMap((link) =>
    [1, 3, 12].flatMap((horizon) =>
      (["lstm", "persistence", "mean"] as const).map((model, i) => {
        const mae = (8 + horizon / 2) * [0.66, 1, 1.9][i];
        return {
          link,
          target: "packets",
          horizon,
          model,
          n: 1_400,
          mae,
          rmse: mae * 1.6,
          mape: mae / 55,
          wape: mae / 60,
          mase: mae / 8,
          r2: 1 - mae / 20,
          skill: [0.34, 0, -0.9][i],
          accuracy: 0.5 - mae / 50,
        };
      })
    )
  );
}

interface Made {
  readonly link: ReportLink;
  readonly outcomes: ReportOutcome[];
  readonly missed: number[];
}

function sampleLink(name: string, windows: number, seed: number, stream: number): Made {
  const random = new Random(seed, stream);
  const congestions: ReportCongestion[] = [];
  const load = Float64Array.from(
    { length: windows },
    (_, i) => 42 + 14 * Math.sin(i / 57 + stream),
  );
  const offset = 30 + random.integer(40);
  for (let at = offset; at + HIGH < windows; at += PERIOD) {
    const sudden = random.uniform() < 0.2;
    const peak = 90 + 50 * random.uniform();
    for (let i = sudden ? 0 : -RAMP; i < HIGH; i++) {
      if (at + i >= 0) load[at + i] += peak * (i < 0 ? 1 + i / RAMP : 1);
    }
    congestions.push({ start: timeOf(at), end: timeOf(at + HIGH), sudden });
  }
  const actual = load.map((mean) => Math.max(0, Math.round(mean + 7 * random.normal())));
  const { alerts, outcomes, missed } = sampleAlerts(name, congestions, windows, random);
  return {
    link: {
      name,
      windowStart: Float64Array.from({ length: windows }, (_, i) => timeOf(i)),
      actual,
      forecasts: [sampleForecast(load, 1, random), sampleForecast(load, 12, random)],
      congestions,
      alerts,
    },
    outcomes,
    missed,
  };
}

function sampleForecast(load: Float64Array, horizon: number, random: Random): ReportForecast {
  const values = load.map((mean, i) => {
    if (i < 12 + horizon) return NaN;
    const seen = load[i - Math.ceil(horizon / 3)];
    return 0.85 * seen + 0.15 * mean + (2 + horizon / 4) * random.normal();
  });
  const reach = 10 + horizon;
  return {
    horizon,
    values,
    lower: values.map((value) => value - reach),
    upper: values.map((value) => value + reach),
  };
}

function sampleAlerts(
  link: string,
  congestions: readonly ReportCongestion[],
  windows: number,
  random: Random,
) {
  const outcomes: ReportOutcome[] = [];
  const missed: number[] = [];
  for (const { start, end, sudden } of congestions) {
    const openedAt = start + (sudden ? 2 : -3 - random.integer(7)) * WINDOW_US;
    const outcome = sudden ? "late" : "warned";
    if (random.uniform() < 0.12) missed.push(start);
    else {
      const leadTimeUs = start - openedAt;
      const expectedAt = Math.max(openedAt, start);
      outcomes.push({ link, openedAt, expectedAt, congestionStart: start, leadTimeUs, outcome });
    }
    const falseAt = end + 20 * WINDOW_US;
    if (random.uniform() < 0.25 && falseAt < timeOf(windows)) {
      const expectedAt = falseAt + 6 * WINDOW_US;
      outcomes.push({ link, openedAt: falseAt, expectedAt, outcome: "false alarm" });
    }
  }
  const alerts = outcomes.map(({ openedAt, expectedAt, outcome }) => ({
    openedAt,
    expectedAt,
    resolvedAt: openedAt + (outcome === "false alarm" ? 5 : HIGH + 9) * WINDOW_US,
    value: 104.5,
  }));
  return { alerts, outcomes, missed };
}

function timeOf(window: number): number {
  return START_US + window * WINDOW_US;
}
