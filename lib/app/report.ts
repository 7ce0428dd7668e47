/**
 * The work of `report`: what `infer` said and what came, as scores, a list of alerts and one HTML
 * file.
 * @module
 */

import { findCongestions } from "#lib/alert/congestions.ts";
import { type Congestion, judgeAlerts } from "#lib/alert/judge.ts";
import { isCongestion, parseLabels } from "#lib/capture/synthetic/labels.ts";
import type { ReportConfig } from "#lib/config/scripts/report.ts";
import { UserError } from "#lib/core/errors.ts";
import { formatTime, MICROS_PER_MS } from "#lib/core/time.ts";
import { renderReport } from "#lib/dashboard/report/render_report.ts";
import type { ReportData, ReportOutcome, ReportScore } from "#lib/dashboard/report/report_data.ts";
import { alertVerdict, scoreVerdict } from "#lib/dashboard/report/verdict.ts";
import { ALL_LINKS, type EvaluationRow } from "#lib/forecast/evaluate.ts";
import { readArtifact } from "#lib/model/artifact/read_artifact.ts";
import { type ActualWindows, readActualWindows } from "./actual_windows.ts";
import { connect } from "./connect.ts";
import { readForecastTracks } from "./forecast_tracks.ts";
import { alertHorizon, shownHorizons } from "./horizons.ts";
import { outcomeTable } from "./outcome_table.ts";
import { type LinkIncident, readIncidents } from "./read_incidents.ts";
import type { Context } from "./run.ts";
import { scoreTable } from "./score_table.ts";
import { scoreTracks } from "./score_tracks.ts";
import { windowOptionsOf } from "./window_settings.ts";
import { writeAside } from "./write_aside.ts";

/** Windows above the threshold closer together than this many are one congestion. */
const MERGE_WINDOWS = 6;

/** Judges a log, prints what came of it, and draws it. */
export async function report(context: Context<ReportConfig>): Promise<void> {
  const { config } = context;
  const { data, rows } = await gather(context);
  context.out(scoreTable(rows.filter(({ link }) => link === ALL_LINKS)));
  context.out(`\n${outcomeTable(data)}\n`);
  context.out(`${scoreVerdict(data)}\n${alertVerdict(data)}`);
  writeAside(config.out, [await renderReport(data)]);
  context.out(`\nReport: ${config.out}`);
  context.result({
    report: config.out,
    rows,
    alerts: data.alertOutcomes.map(({ openedAt, expectedAt, congestionStart, ...alert }) => ({
      ...alert,
      openedAt: formatTime(openedAt),
      expectedAt: formatTime(expectedAt),
      congestionStart: congestionStart === undefined ? null : formatTime(congestionStart),
    })),
    missed: data.missed.map(({ link, start }) => ({ link, start: formatTime(start) })),
  });
}

async function gather(
  context: Context<ReportConfig>,
): Promise<{ data: ReportData; rows: EvaluationRow[] }> {
  const { config } = context;
  const { manifest, target, history } = await readArtifact(config.model);
  const { windowUs, network } = manifest;
  await using bus = await connect(config.bus, "fail", context);
  const options = windowOptionsOf({ ...config, windowMs: windowUs / MICROS_PER_MS });
  const actual = since(await readActualWindows(bus, config, options, context), config.sinceUs);
  const horizons = shownHorizons(network.horizon);
  const tracks = await readForecastTracks(
    bus,
    {
      ...config,
      topic: config.forecastsTopic,
      advice: "write to it with deno task infer, or name another --forecasts-topic",
      maxMessages: Infinity,
      modelHash: manifest.modelHash,
      horizons,
      windowUs,
    },
    actual,
    context,
  );
  const rows = scoreTracks(actual, tracks, horizons, { target: target.name, windowUs });
  if (rows.length === 0) {
    throw new UserError(
      `Cannot report on "${config.forecastsTopic}" of ${config.bus}: it holds no forecast of the ` +
        `model "${config.model}" for windows that have come; run deno task infer first`,
    );
  }
  const incidents = await readIncidents(
    bus,
    {
      ...config,
      topic: config.alertsTopic,
      advice: "write to it with deno task infer, or name another --alerts-topic",
      maxMessages: Infinity,
    },
    context,
  );
  const congestions = config.labels === undefined
    ? congestionsIn(actual, config.threshold, windowUs)
    : readLabels(config.labels);
  const reachUs = alertHorizon(config.horizon, network.horizon) * windowUs;
  const judged = judge(actual, incidents, congestions, reachUs);
  const data: ReportData = {
    title: config.title,
    source: config.source ?? `topic ${config.topic} of ${config.bus}`,
    command: config.command ?? "deno task report",
    windowUs,
    threshold: config.threshold,
    target: target.name,
    intervalShare: manifest.intervals.coverage,
    model: {
      name: config.model,
      hash: manifest.modelHash,
      options: {
        "LSTM layers": String(network.layers),
        "units a layer": String(network.units),
        "lookback": `${network.lookback} windows of ${windowUs / 1e6} s`,
        "horizon": `${network.horizon} windows`,
        "dropout": String(network.dropout),
        "trained on": manifest.backend,
      },
    },
    links: [...actual].map(([name, { start, count }]) => ({
      name,
      windowStart: start,
      actual: count,
      forecasts: tracks.get(name) ?? [],
      congestions: congestions.get(name) ?? [],
      alerts: incidentsSince(incidents.get(name), start[0]),
    })),
    ...judged,
    history: history.epochs,
    bestEpoch: history.bestEpoch,
    scores: rows.map(drawnScore),
  };
  return { data, rows };
}

/** The report says NaN where a score is not defined. */
function drawnScore({ r2, mape, wape, mase, skill, ...row }: EvaluationRow): ReportScore {
  return {
    ...row,
    r2: r2 ?? NaN,
    mape: mape ?? NaN,
    wape: wape ?? NaN,
    mase: mase ?? NaN,
    skill: skill ?? NaN,
  };
}

/** Leaves out windows before an instant, and links that have none after it. */
function since(
  actual: ReadonlyMap<string, ActualWindows>,
  fromUs = -Infinity,
): Map<string, ActualWindows> {
  const kept = [...actual].map(([link, { start, count }]): [string, ActualWindows] => {
    const first = start.findIndex((ts) => ts >= fromUs);
    return [link, {
      start: first < 0 ? [] : start.slice(first),
      count: first < 0 ? [] : count.slice(first),
    }];
  });
  return new Map(kept.filter(([, { start }]) => start.length > 0));
}

function incidentsSince(
  incidents: readonly LinkIncident[] | undefined,
  fromUs: number,
): LinkIncident[] {
  return (incidents ?? []).filter(({ openedAt }) => openedAt >= fromUs);
}

function congestionsIn(
  actual: ReadonlyMap<string, ActualWindows>,
  threshold: number,
  windowUs: number,
): Map<string, Congestion[]> {
  const options = { threshold, windowUs, mergeWindows: MERGE_WINDOWS };
  return new Map(
    [...actual].map((
      [link, { start, count }],
    ) => [link, findCongestions(start, count, options)]),
  );
}

function readLabels(path: string): Map<string, (Congestion & { readonly sudden: boolean })[]> {
  const congestions = parseLabels(Deno.readTextFileSync(path)).filter(isCongestion);
  const labels = Map.groupBy(congestions, ({ link }) => link);
  return new Map(
    [...labels].map(([link, of]) => [
      link,
      of.map(({ startUs, endUs, sudden }) => ({ start: startUs, end: endUs, sudden })),
    ]),
  );
}

/** Says of each alert what became of it, and which congestions had none; only what lies within
 * the windows of its link counts. */
function judge(
  actual: ReadonlyMap<string, ActualWindows>,
  incidents: ReadonlyMap<string, LinkIncident[]>,
  congestions: ReadonlyMap<string, readonly Congestion[]>,
  reachUs: number,
): Pick<ReportData, "alertOutcomes" | "missed"> {
  const alertOutcomes: ReportOutcome[] = [];
  const missed: { link: string; start: number }[] = [];
  for (const [link, { start }] of actual) {
    const own = incidentsSince(incidents.get(link), start[0]);
    const reached = (congestions.get(link) ?? [])
      .filter((c) => c.end > start[0] && c.start < start[start.length - 1]);
    const judged = judgeAlerts(own, reached, reachUs);
    judged.verdicts.forEach(({ outcome, congestion, leadTimeUs }, i) => {
      const { openedAt, expectedAt } = own[i];
      const met = outcome === "false alarm"
        ? {}
        : { congestionStart: reached[congestion].start, leadTimeUs };
      alertOutcomes.push({ link, openedAt, expectedAt, outcome, ...met });
    });
    for (const index of judged.missed) missed.push({ link, start: reached[index].start });
  }
  return { alertOutcomes, missed };
}
