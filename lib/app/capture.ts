/**
 * The work of `capture`: the packets of a file or a pipe to the bus.
 * @module
 */

import { expandInputs } from "#lib/capture/expand_inputs.ts";
import { RealtimeSource } from "#lib/capture/realtime.ts";
import type { PacketSource } from "#lib/capture/source.ts";
import { FlowMeasures } from "#lib/capture/tcp/flow_measures.ts";
import { MeasuredSource } from "#lib/capture/tcp/measured_source.ts";
import { Ticker } from "#lib/capture/ticker.ts";
import type { CaptureConfig } from "#lib/config/scripts/capture.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import { MICROS_PER_MS } from "#lib/core/time.ts";
import { MAX_GAP_WINDOWS } from "#lib/window/window_options.ts";
import { Telemetry } from "#lib/telemetry/telemetry.ts";
import { CapturePosition } from "./capture_position.ts";
import { ClockSkew } from "./clock_skew.ts";
import { connect } from "./connect.ts";
import { CounterReport } from "./counter_report.ts";
import { formatNumber } from "./format.ts";
import { sayFlows } from "./say_flows.ts";
import { sayUnread } from "./say_unread.ts";
import { LiveClock } from "./live_clock.ts";
import { publishMetrics } from "./publish_metrics.ts";
import { openInputs } from "./open_inputs.ts";
import { PUBLISH_ROWS, publishTo, RecordPublisher, type Store } from "./record_publisher.ts";
import type { Progress } from "./progress.ts";
import type { Context } from "./run.ts";

/** How often a quiet source is asked what time it is there, ms of wall time. */
const QUIET_MS = 500;

/** What was published. */
interface Published {
  packets: number;
  bytes: number;
  /** Whether the source came to its end. */
  isDone: boolean;
}

/** Publishes a capture to its end or a signal. */
export async function capture(context: Context<CaptureConfig>): Promise<void> {
  const { config, clock, signal } = context;
  const inputs = await expandInputs(config.input);
  const input = await kindOf(inputs);
  const opening = openInputs(inputs, { link: config.link, tunnel: config.tunnel });
  // Whoever writes to a pipe may say nothing for long, not even what it will be.
  await using plain = input === "pipe"
    ? await Promise.race([opening, aborted(signal)])
    : await opening;
  if (plain === undefined) {
    context.log.info("stopped before the first packet");
    const none = { packets: 0, bytes: 0, messages: 0, skipped: 0, dropped: 0, setAside: 0 };
    return context.result({ ...none, damage: null, flows: null, seconds: 0, counters: null });
  }
  let retries = 0;
  await using bus = await connect(config.bus, "create", context, () => retries++);
  const isLive = input === "pipe" && !config.realtime;
  for (const topic of isLive ? [config.topic, config.deadLettersTopic] : [config.topic]) {
    await bus.createTopic(topic, {
      partitions: config.partitions,
      retentionMs: config.retentionMs,
      retentionBytes: config.retentionSizeBytes,
    });
  }
  // A pipe cannot be read twice: only files have a position.
  await using position = input === "pipe" ? undefined : await CapturePosition.open(
    bus,
    inputs,
    `${config.topic}\n${config.link ?? ""}`,
    context,
  );
  const flows = config.measures === "tcp" ? new FlowMeasures(config) : undefined;
  const measured = flows === undefined ? plain : new MeasuredSource(plain, flows);
  const source = config.realtime ? new RealtimeSource(measured, clock, { signal }) : measured;
  const ticker = new Ticker({
    windowUs: config.windowMs * MICROS_PER_MS,
    maxGapWindows: MAX_GAP_WINDOWS,
  });
  const goOnAfter = position?.published ?? 0;
  if (goOnAfter > 0) {
    context.log.info(`${formatNumber(goOnAfter)} packets are on the bus already: going on there`);
  }
  const store: Store = position === undefined
    ? publishTo(bus)
    : (messages, packets) => position.store(messages, packets);
  const publisher = new RecordPublisher(config, ticker, store);
  const skew = isLive && config.maxClockSkewMs > 0
    ? new ClockSkew(config, { clock, log: context.log, store })
    : undefined;
  const telemetry = new Telemetry();
  telemetry.add(publishMetrics({
    source,
    publisher,
    setAside: () => skew?.packets ?? 0,
    retries: () => retries,
  }));
  await using counters = new CounterReport(telemetry, config, context);
  using progress = context.progress({ label: "capture", unit: "packets" });
  const startMs = clock.nowMs();
  const links = new LinkTable();
  // Read again, not sought over: flows are known then as if it had never stopped.
  await skipPublished(measured, goOnAfter, links, publisher);
  const isPaced = config.realtime || input === "pipe";
  const { packets, bytes, isDone } = await publishAll(source, links, publisher, context, {
    progress,
    isPaced,
    skew,
  });
  // A file that was stopped goes on where it was; what a stopped pipe still held is lost, and its
  // links start over.
  if (isDone || input === "pipe") await publisher.finish();
  const seconds = (clock.nowMs() - startMs) / 1000;
  sayUnread(plain.stats, context);
  const setAside = skew?.packets ?? 0;
  if (setAside > 0) {
    context.log.warn(
      `${formatNumber(setAside)} packets lay too far ahead of their arrival and are dead letters`,
    );
  }
  if (flows !== undefined) sayFlows(flows.stats, context);
  if (ticker.said !== undefined) context.log.warn(ticker.said);
  if (source.damage !== undefined) context.log.warn(source.damage);
  context.out(
    `${formatNumber(packets)} packets, ${formatNumber(bytes)} bytes to "${config.topic}" ` +
      `of ${config.bus}`,
  );
  context.result({
    packets,
    bytes,
    messages: publisher.messages,
    skipped: goOnAfter,
    dropped: plain.stats.dropped,
    setAside,
    damage: source.damage ?? null,
    flows: flows?.stats ?? null,
    seconds,
    counters: await counters.finish(),
  });
}

/** Reads over the first packets of a source without publishing them. */
async function skipPublished(
  source: PacketSource,
  packets: number,
  links: LinkTable,
  publisher: RecordPublisher,
): Promise<void> {
  for (let left = packets; left > 0;) {
    const batch = new PacketBatch(Math.min(left, PUBLISH_ROWS), links);
    const read = await source.read(batch);
    if (read === 0) return;
    publisher.skip(batch);
    left -= read;
  }
}

/** Publishes until the source or the signal ends it. */
async function publishAll(
  source: PacketSource,
  links: LinkTable,
  publisher: RecordPublisher,
  { clock, signal }: Context<CaptureConfig>,
  { progress, isPaced, skew }: {
    readonly progress: Progress;
    readonly isPaced: boolean;
    readonly skew: ClockSkew | undefined;
  },
): Promise<Published> {
  const published: Published = { packets: 0, bytes: 0, isDone: false };
  const batch = new PacketBatch(PUBLISH_ROWS, links);
  const live = new LiveClock(clock);
  while (!signal.aborted) {
    const reading = source.read(batch);
    while (isPaced) {
      // Nothing that lives longer than this turn is raced: it would keep something of each turn.
      const woken = new AbortController();
      const wake = () => woken.abort();
      signal.addEventListener("abort", wake, { once: true });
      const quiet = clock.sleep(QUIET_MS, woken.signal).then(() => "quiet" as const);
      const first = await Promise.race([reading, quiet]);
      woken.abort();
      signal.removeEventListener("abort", wake);
      if (signal.aborted) return published;
      if (first !== "quiet") break;
      const nowUs = source instanceof RealtimeSource ? source.eventTimeUs : live.eventTimeUs();
      if (nowUs !== undefined && !Number.isNaN(nowUs)) await publisher.advance(nowUs);
    }
    if (await reading === 0) return { ...published, isDone: !signal.aborted };
    await skew?.sift(batch);
    if (batch.length > 0) live.arrived(batch.ts[batch.length - 1]);
    published.packets += batch.length;
    published.bytes += sum(batch.len.subarray(0, batch.length));
    await publisher.publish(batch);
    batch.clear();
    progress.update(source.stats.packets);
  }
  return published;
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}

/** Resolves when the signal is aborted. */
function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
}

/** Tells files, which can be read again, from a pipe, which may have a path too. */
async function kindOf(inputs: readonly string[]): Promise<"file" | "pipe"> {
  if (inputs.length > 1) return "file";
  if (inputs[0] === "-") return "pipe";
  try {
    const { isFile, isDirectory } = await Deno.stat(inputs[0]);
    return isFile || isDirectory ? "file" : "pipe";
  } catch {
    return "file"; // opening it says what is wrong
  }
}
