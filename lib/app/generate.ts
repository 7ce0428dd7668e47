/**
 * The work of `generate`: synthetic packets to the bus or a file, at full speed or at a pace.
 * @module
 */

import { SyntheticSource } from "#lib/capture/synthetic/synthetic_source.ts";
import { FlowMeasures } from "#lib/capture/tcp/flow_measures.ts";
import { Ticker } from "#lib/capture/ticker.ts";
import type { GenerateConfig } from "#lib/config/scripts/generate.ts";
import { DEFAULT_START_US } from "#lib/config/options/traffic.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import { TcpColumns } from "#lib/core/tcp_columns.ts";
import { formatTime, MICROS_PER_MS, windowStart } from "#lib/core/time.ts";
import { Telemetry } from "#lib/telemetry/telemetry.ts";
import { DEFAULT_WINDOW_OPTIONS, MAX_GAP_WINDOWS } from "#lib/window/window_options.ts";
import { BusTraffic } from "./bus_traffic.ts";
import { connect } from "./connect.ts";
import { CounterReport } from "./counter_report.ts";
import { formatNumber } from "./format.ts";
import { LabelsFile } from "./labels_file.ts";
import { lastEventUs } from "./last_event.ts";
import { PcapTraffic } from "./pcap_traffic.ts";
import { publishMetrics } from "./publish_metrics.ts";
import { PUBLISH_ROWS, publishTo, RecordPublisher } from "./record_publisher.ts";
import type { Context } from "./run.ts";
import { sourceOptions, type TrafficKind, trafficKind } from "./traffic_settings.ts";
import type { TrafficSink } from "./traffic_sink.ts";

/** How often paced traffic is published, ms of wall time. */
const PACE_MS = 100;

/** Writes traffic until its end or a signal; then ends all links and says what was written. */
export async function generate(context: Context<GenerateConfig>): Promise<void> {
  const kind = await trafficKind(context.config);
  if (context.config.pcap === undefined) await toBus(context, kind);
  else await toFile(context, kind, context.config.pcap);
}

async function toFile(
  context: Context<GenerateConfig>,
  kind: TrafficKind,
  path: string,
): Promise<void> {
  const { config } = context;
  const startUs = config.startUs ?? kind.series?.startUs ?? DEFAULT_START_US;
  await using source = new SyntheticSource(sourceOptions(config, kind, startUs));
  const links = source.linkNames;
  using sink = new PcapTraffic({ path, snapBytes: config.snapLengthBytes, links });
  await play(context, source, sink);
}

async function toBus(context: Context<GenerateConfig>, kind: TrafficKind): Promise<void> {
  const { config } = context;
  let retries = 0;
  await using bus = await connect(config.bus, "create", context, () => retries++);
  await bus.createTopic(config.topic, {
    partitions: config.partitions,
    retentionMs: config.retentionMs,
    retentionBytes: config.retentionSizeBytes,
  });
  const { windowUs } = DEFAULT_WINDOW_OPTIONS;
  const lastUs = await lastEventUs(bus, config.topic);
  const startUs = config.startUs ??
    (lastUs === undefined
      ? kind.series?.startUs ?? DEFAULT_START_US
      : startAfter(lastUs, windowUs));
  if (lastUs !== undefined && startUs < lastUs) {
    context.log.warn(
      `--start ${formatTime(startUs)} lies before the log's last event, ${formatTime(lastUs)}: ` +
        `links that spoke since then take these packets for late and drop them`,
    );
  }
  await using source = new SyntheticSource(sourceOptions(config, kind, startUs));
  const ticker = new Ticker({ windowUs, maxGapWindows: MAX_GAP_WINDOWS });
  const publisher = new RecordPublisher(config, ticker, publishTo(bus));
  const telemetry = new Telemetry();
  telemetry.add(publishMetrics({ source, publisher, retries: () => retries }));
  await using counters = new CounterReport(telemetry, config, context);
  const sink = new BusTraffic(`"${config.topic}" of ${config.bus}`, publisher, ticker);
  await play(context, source, sink, counters);
}

/** Plays a source into a sink. @param counters are said at the end */
async function play(
  context: Context<GenerateConfig>,
  source: SyntheticSource,
  sink: TrafficSink,
  counters?: CounterReport,
): Promise<void> {
  const { config, signal } = context;
  const startUs = source.reachedUs;
  using labels = config.labels === undefined ? undefined : new LabelsFile(config.labels);
  context.log.info(`${config.links} links from ${formatTime(startUs)} on, to ${sink.place}`);
  const batch = new PacketBatch(PUBLISH_ROWS, new LinkTable());
  batch.tcp = new TcpColumns(batch.capacity);
  const measures = new FlowMeasures();
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
    const isDone = added === 0 && (untilUs >= source.endUs || isFull(source, config));
    measures.measure(batch);
    if (added > 0) await sink.write(batch);
    batch.clear();
    labels?.write(source.takeLabels());
    progress.update(source.stats.packets, formatTime(source.reachedUs));
    if (isDone) break;
    if (added === PUBLISH_ROWS || config.speed === "max") continue;
    await sink.advance(source.reachedUs);
    await context.clock.sleep(PACE_MS, signal);
  }
  // Everything before the instant that was reached has been said: the end stands there exactly.
  await sink.advance(source.reachedUs - 1);
  await sink.finish();
  labels?.write(source.takeLabels());
  const seconds = (context.clock.nowMs() - startMs) / 1000;
  if (sink.said !== undefined) context.log.warn(sink.said);
  const inMessages = config.pcap === undefined
    ? `in ${formatNumber(sink.messages)} messages`
    : `in ${config.pcap}`;
  context.out(
    `${formatNumber(source.stats.packets)} packets, ${formatNumber(source.stats.bytes)} bytes ` +
      `${inMessages}, up to ${formatTime(source.reachedUs)}` +
      (labels === undefined ? "" : `; ${labels.written} labels in ${config.labels}`),
  );
  context.result({
    packets: source.stats.packets,
    bytes: source.stats.bytes,
    messages: sink.messages,
    start: formatTime(startUs),
    end: formatTime(source.reachedUs),
    labels: labels?.written ?? null,
    seconds,
    packetsPerSecond: source.stats.packets / seconds,
    counters: await counters?.finish() ?? null,
  });
}

/** A run behind another starts at a window's boundary, since the one before ended its window; an
 * end that lies on a boundary has ended the window before it. */
function startAfter(lastUs: number, windowUs: number): number {
  return windowStart(lastUs - 1, windowUs) + windowUs;
}

function isFull(source: SyntheticSource, config: GenerateConfig): boolean {
  return config.packets !== undefined && source.stats.packets >= config.packets;
}
