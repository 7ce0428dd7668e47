/**
 * The work of `generate`: synthetic packets to the bus, at full speed or at a pace.
 * @module
 */

import { SyntheticSource } from "#lib/capture/synthetic/synthetic_source.ts";
import { Ticker } from "#lib/capture/ticker.ts";
import type { GenerateConfig } from "#lib/config/scripts/generate.ts";
import { DEFAULT_START_US } from "#lib/config/options/traffic.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import { formatTime, MICROS_PER_MS, windowStart } from "#lib/core/time.ts";
import { DEFAULT_WINDOW_OPTIONS, MAX_GAP_WINDOWS } from "#lib/window/window_options.ts";
import { Telemetry } from "#lib/telemetry/telemetry.ts";
import { connect } from "./connect.ts";
import { CounterReport } from "./counter_report.ts";
import { formatNumber } from "./format.ts";
import { LabelsFile } from "./labels_file.ts";
import { lastEventUs } from "./last_event.ts";
import { publishMetrics } from "./publish_metrics.ts";
import { PUBLISH_ROWS, publishTo, RecordPublisher } from "./record_publisher.ts";
import type { Context } from "./run.ts";

/** How often paced traffic is published, ms of wall time. */
const PACE_MS = 100;

/** Writes traffic until its end or a signal; then ends all links and says what was written. */
export async function generate(context: Context<GenerateConfig>): Promise<void> {
  const { config, signal } = context;
  let retries = 0;
  await using bus = await connect(config.bus, "create", context, () => retries++);
  await bus.createTopic(config.topic, {
    partitions: config.partitions,
    retentionMs: config.retentionMs,
    retentionBytes: config.retentionSizeBytes,
  });
  const { windowUs } = DEFAULT_WINDOW_OPTIONS;
  const lastUs = await lastEventUs(bus, config.topic);
  const startUs = config.startUs ?? startAfter(lastUs, windowUs);
  if (lastUs !== undefined && startUs < lastUs) {
    context.log.warn(
      `--start ${formatTime(startUs)} lies before the log's last event, ${formatTime(lastUs)}: ` +
        `links that spoke since then take these packets for late and drop them`,
    );
  }
  await using source = new SyntheticSource({
    links: config.links,
    ratePps: config.ratePps,
    seed: config.seed,
    startUs,
    durationUs: (config.durationMs ?? Infinity) * MICROS_PER_MS,
    maxPackets: config.packets ?? Infinity,
    dayLengthUs: config.dayLengthMs * MICROS_PER_MS,
    episodesPerDay: config.episodesPerDay,
  });
  using labels = config.labels === undefined ? undefined : new LabelsFile(config.labels);
  const ticker = new Ticker({ windowUs, maxGapWindows: MAX_GAP_WINDOWS });
  const publisher = new RecordPublisher(config, ticker, publishTo(bus));
  context.log.info(
    `${config.links} links from ${formatTime(startUs)} on, to "${config.topic}" of ${config.bus}`,
  );
  const batch = new PacketBatch(PUBLISH_ROWS, new LinkTable());
  const telemetry = new Telemetry();
  telemetry.add(publishMetrics({ source: source.stats, publisher, retries: () => retries }));
  await using counters = new CounterReport(telemetry, config, context);
  using progress = context.progress({
    label: "generate",
    unit: "packets",
    ...(config.packets === undefined ? {} : { total: config.packets }),
  });
  const startMs = context.clock.nowMs();
  const dueUs = () =>
    config.speed === "max"
      ? Infinity
      : startUs + (context.clock.nowMs() - startMs) * config.speed * MICROS_PER_MS;
  while (!signal.aborted) {
    const untilUs = dueUs();
    const added = source.readUntil(batch, untilUs);
    const isDone = added === 0 && (untilUs >= endUs(startUs, config) || isFull(source, config));
    if (added > 0) await publisher.publish(batch);
    batch.clear();
    labels?.write(source.takeLabels());
    progress.update(source.stats.packets, formatTime(source.reachedUs));
    if (isDone) break;
    if (added === PUBLISH_ROWS || config.speed === "max") continue;
    await publisher.advance(source.reachedUs);
    await context.clock.sleep(PACE_MS, signal);
  }
  // Everything before the instant that was reached has been said: the end stands there exactly.
  await publisher.advance(source.reachedUs - 1);
  await publisher.finish();
  labels?.write(source.takeLabels());
  const seconds = (context.clock.nowMs() - startMs) / 1000;
  if (ticker.said !== undefined) context.log.warn(ticker.said);
  context.out(
    `${formatNumber(source.stats.packets)} packets, ${formatNumber(source.stats.bytes)} bytes ` +
      `in ${formatNumber(publisher.messages)} messages, up to ${formatTime(source.reachedUs)}` +
      (labels === undefined ? "" : `; ${labels.written} congestions in ${config.labels}`),
  );
  context.result({
    packets: source.stats.packets,
    bytes: source.stats.bytes,
    messages: publisher.messages,
    start: formatTime(startUs),
    end: formatTime(source.reachedUs),
    congestions: labels?.written ?? null,
    seconds,
    packetsPerSecond: source.stats.packets / seconds,
    counters: await counters.finish(),
  });
}

/** A run behind another starts at a window's boundary, since the one before ended its window; an
 * end that lies on a boundary has ended the window before it. */
function startAfter(lastUs: number | undefined, windowUs: number): number {
  return lastUs === undefined ? DEFAULT_START_US : windowStart(lastUs - 1, windowUs) + windowUs;
}

function endUs(startUs: number, config: GenerateConfig): number {
  return startUs + (config.durationMs ?? Infinity) * MICROS_PER_MS;
}

function isFull(source: SyntheticSource, config: GenerateConfig): boolean {
  return config.packets !== undefined && source.stats.packets >= config.packets;
}
