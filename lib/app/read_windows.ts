/**
 * Windows in bulk, from captures or from the bus: what `windows`, `train` and `evaluate` start
 * from.
 * @module
 */

import { expandInputs } from "#lib/capture/expand_inputs.ts";
import type { TunnelView } from "#lib/capture/link/header_walk.ts";
import { openCapture } from "#lib/capture/open.ts";
import { FlowMeasures } from "#lib/capture/tcp/flow_measures.ts";
import { MeasuredSource } from "#lib/capture/tcp/measured_source.ts";
import { UserError } from "#lib/core/errors.ts";
import { type LogTime, logTimeMs } from "#lib/config/kinds/log_time.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import { FileWindows } from "#lib/window/frame_file.ts";
import type { WindowBatch } from "#lib/window/window_batch.ts";
import type { WindowOptions } from "#lib/window/window_options.ts";
import { byLinkName } from "./by_link_name.ts";
import { connect, type ConnectContext } from "./connect.ts";
import { formatNumber } from "./format.ts";
import { windowsOfLog } from "./log_windows.ts";
import { readRecords } from "./read_records.ts";
import type { ReadContext } from "./read_topic.ts";
import { sayFlows } from "./say_flows.ts";
import { sayUnread } from "./say_unread.ts";

/** Where windows come from. */
export interface WindowsRequest {
  /** Captures; without any, the bus is read. */
  readonly input: readonly string[] | undefined;
  /** Name of all links of the captures. */
  readonly link: string | undefined;
  /** Which packet of a tunnel is taken. */
  readonly tunnel: TunnelView;
  /** Flows of captures that are followed at a time. @default 131,072 */
  readonly maxFlows?: number;
  /** The bus, where there is no capture. */
  readonly bus: string;
  /** Topic of the packets. */
  readonly topic: string;
  /** Most messages that are read of the bus: the newest. */
  readonly maxMessages: number;
  /** Only messages that were appended at or after this. */
  readonly from: LogTime | "earliest";
  /** Only messages that were appended before this; `undefined` for all. */
  readonly until: LogTime | undefined;
  /** How windows are cut. Captures take the length and the idle timeout: they drop nothing. */
  readonly options: WindowOptions;
}

/** Windows, and where they are from. */
export interface WindowsRead {
  /** Sorted by link, then by start. */
  readonly windows: WindowBatch;
  /** Names of the links. */
  readonly links: LinkTable;
  /** What was read, for the model's card: files, or topic and bus. */
  readonly source: string;
  /** Packets read. */
  readonly packets: number;
}

/** Rows of the batch that packets are read into. */
const BATCH_ROWS = 65_536;

/**
 * Reads all windows of captures, or of the newest messages of a topic.
 * @throws {UserError} if a capture or the topic cannot be read, or holds no packet
 */
export async function readWindows(
  request: WindowsRequest,
  context: ReadContext & ConnectContext,
): Promise<WindowsRead> {
  return request.input === undefined || request.input.length === 0
    ? await readBus(request, context)
    : await readCaptures(request.input, request, context);
}

async function readCaptures(
  inputs: readonly string[],
  request: WindowsRequest,
  { log, progress, signal }: ReadContext,
): Promise<WindowsRead> {
  const links = new LinkTable();
  const gathered = new FileWindows(request.options);
  const batch = new PacketBatch(BATCH_ROWS, links);
  // One for all, so that a connection goes on from one file to the next.
  const flows = request.options.measures === "tcp" ? new FlowMeasures(request) : undefined;
  const unread = { dropped: 0, undecoded: new Map<string, number>() };
  let packets = 0;
  using bar = progress({ label: "read", unit: "packets" });
  for (const input of await expandInputs(inputs)) {
    const plain = await openCapture(input, { link: request.link, tunnel: request.tunnel });
    await using source = flows === undefined ? plain : new MeasuredSource(plain, flows);
    while (await source.read(batch) > 0) {
      signal.throwIfAborted();
      packets += batch.length;
      gathered.add(batch);
      batch.clear();
      bar.update(packets, input);
    }
    gathered.endFile();
    if (source.damage !== undefined) log.warn(source.damage);
    unread.dropped += source.stats.dropped;
    for (const [reason, count] of source.stats.undecoded) {
      unread.undecoded.set(reason, (unread.undecoded.get(reason) ?? 0) + count);
    }
  }
  sayUnread(unread, { log });
  if (flows !== undefined) sayFlows(flows.stats, { log });
  const { windows, skipped } = gathered.finish(links);
  for (const sentence of skipped) log.warn(sentence);
  if (packets === 0) {
    throw new UserError(`Cannot make windows of ${inputs.join(", ")}: there is no packet in it`);
  }
  return { ...byLinkName(windows, links), source: inputs.join(", "), packets };
}

async function readBus(
  request: WindowsRequest,
  context: ReadContext & ConnectContext,
): Promise<WindowsRead> {
  const { topic, from, until, options } = request;
  const nowMs = context.clock.nowMs();
  const range = {
    ...(from === "earliest" ? {} : { sinceMs: logTimeMs(from, nowMs) }),
    ...(until === undefined ? {} : { untilMs: logTimeMs(until, nowMs) }),
  };
  await using bus = await connect(request.bus, "fail", context);
  const met = new LinkTable();
  const batch = new PacketBatch(BATCH_ROWS, met);
  const columns = options.measures === "tcp" ? "all" : "counters";
  const batches = readRecords(bus, { ...request, ...range, columns }, batch, context);
  const { packets, latePackets, gaps, ...read } = await windowsOfLog(batches, options);
  if (packets === 0) {
    throw new UserError(
      `Cannot make windows of "${topic}" on ${request.bus}: no packet was read; write ` +
        `some with deno task generate or deno task capture, or widen --max-messages, --from or ` +
        `--until`,
    );
  }
  if (latePackets > 0) {
    context.log.info(`${formatNumber(latePackets)} packets came too late for their window`);
  }
  if (gaps > 0) context.log.info(`${formatNumber(gaps)} missing stretches`);
  const source = `topic ${topic} of ${request.bus}`;
  return { ...byLinkName(read.windows, met), source, packets };
}
