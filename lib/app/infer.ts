/**
 * The work of `infer`: follows the bus, forecasts and alerts, as a member of a group.
 * @module
 */

import { logTimeMs } from "#lib/config/kinds/log_time.ts";
import type { InferConfig } from "#lib/config/scripts/infer.ts";
import { UserError } from "#lib/core/errors.ts";
import { MICROS_PER_MS } from "#lib/core/time.ts";
import { type Snapshot, Telemetry } from "#lib/telemetry/telemetry.ts";
import { BadShare } from "./bad_share.ts";
import { connect } from "./connect.ts";
import { CounterReport } from "./counter_report.ts";
import { followMetrics } from "./follow_metrics.ts";
import type { Outlook } from "./forecast_stage.ts";
import { alertLine, forecastLine } from "./forecast_lines.ts";
import { formatNumber } from "./format.ts";
import { alertHorizon } from "./horizons.ts";
import { GroupWorker } from "./group_worker.ts";
import { LinkPipeline } from "./link_pipeline.ts";
import { openModel } from "./open_model.ts";
import { otherLinkName } from "./other_link.ts";
import { noSuchTopic } from "./read_topic.ts";
import type { Context } from "./run.ts";
import { StaleLinks } from "./stale_links.ts";
import { StallWatchdog } from "./stall_watchdog.ts";
import { windowOptionsOf } from "./window_settings.ts";

/** Follows the bus until a signal, or with `--once` to the end of the log. */
export async function infer(context: Context<InferConfig>): Promise<void> {
  const { config, log, clock, signal } = context;
  using model = await openModel(config.model, config.backend);
  const { windowUs } = model.parts;
  const horizon = horizonOf(config, model.parts.predictor.config.horizon);
  let retries = 0;
  await using bus = await connect(config.bus, "fail", context, () => retries++);
  const topic = await bus.describeTopic(config.topic);
  if (topic === undefined) throw noSuchTopic(config.topic, config.bus);
  const kept = {
    partitions: config.partitions,
    retentionMs: config.retentionMs,
    retentionBytes: config.retentionSizeBytes,
  };
  // Forecasts and alerts have ids, by which repeats and what an incident has outlived may go.
  await bus.createTopic(config.forecastsTopic, { ...kept, cleanup: "compact" });
  await bus.createTopic(config.alertsTopic, { ...kept, cleanup: "compact" });
  await bus.createTopic(config.deadLettersTopic, kept);
  const windows = windowOptionsOf({ ...config, windowMs: windowUs / MICROS_PER_MS });
  const { print } = config;
  const show = (outlook: Outlook) => {
    const forecast = print === "forecasts" ? forecastLine(outlook, windowUs) : undefined;
    const alert = alertLine(outlook, config.threshold);
    for (const line of [forecast, alert]) if (line !== undefined) context.out(line);
  };
  const pipeline = new LinkPipeline({
    forecaster: model.parts,
    origin: model.origin,
    windows,
    alerts: { ...config, horizon, windowUs },
    topics: config,
    maxLinks: Math.ceil(config.maxLinks / topic.partitions.length),
    onOther(partition) {
      log.warn(
        `partition ${partition} of "${config.topic}" holds its part of the ` +
          `${formatNumber(config.maxLinks)} links: packets of further ones count in the link ` +
          `${otherLinkName(partition)} until one has gone silent; raise --max-links`,
      );
    },
  }, print === "none" ? undefined : show);
  log.info(
    `${model.reason}; model ${model.origin.modelHash} looks back ` +
      `${model.parts.predictor.config.lookback} windows of ${windowUs / 1e6} s`,
  );
  const from = typeof config.from === "string"
    ? config.from
    : logTimeMs(config.from, clock.nowMs());
  const worker = new GroupWorker({ ...config, from, atEnd: config.once ? "stop" : "wait" }, {
    bus,
    pipeline,
    badShare: new BadShare(config.topic, clock),
    staleLinks: new StaleLinks(windows.idleTimeoutUs / MICROS_PER_MS, clock, (link) => {
      log.warn(`link ${link} has gone silent: no forecast until it speaks again`);
    }),
    clock,
    log,
  });
  const telemetry = new Telemetry();
  telemetry.add(followMetrics({ pipeline, worker, clock, retries: () => retries }));
  await using counters = new CounterReport(telemetry, config, context);
  const startMs = clock.nowMs();
  await new StallWatchdog({ worker, clock }).guard(worker.run(signal));
  const seconds = (clock.nowMs() - startMs) / 1000;
  report(context, pipeline, { seconds, counters: await counters.finish() });
}

function horizonOf({ horizon: given, model }: InferConfig, most: number): number {
  const horizon = alertHorizon(given, most);
  if (horizon <= most) return horizon;
  throw new UserError(
    `Cannot alert ${horizon} windows ahead: the model "${model}" forecasts ${most}; pass a ` +
      `smaller --horizon, or train one with deno task train --horizon ${horizon}`,
  );
}

function report(
  { log, result }: Context<InferConfig>,
  { stats, windowStats, links }: LinkPipeline,
  more: { readonly seconds: number; readonly counters: Snapshot },
): void {
  const { packets, windows, latePackets, gaps } = windowStats;
  log.info(
    `${formatNumber(stats.messages)} messages, ${formatNumber(packets)} packets, ` +
      `${formatNumber(windows)} windows of ${links.size} links, ` +
      `${formatNumber(stats.forecasts)} forecasts, ${formatNumber(stats.alertsOpened)} alerts; ` +
      `${formatNumber(latePackets)} packets late, ${formatNumber(stats.deadLetters)} dead letters` +
      (stats.otherPackets === 0
        ? ""
        : `; ${formatNumber(stats.otherPackets)} packets of links beyond --max-links`),
  );
  result({ ...stats, packets, windows, latePackets, gaps, links: links.size, ...more });
}
