/**
 * Windows in bulk, from captures or from the bus: what `windows`, `train` and `evaluate` start
 * from.
 * @module
 */

import { openBus } from "#lib/bus/open.ts";
import { type BadMessage, RecordDecoder } from "#lib/bus/codec/record_decoder.ts";
import type { Bus } from "#lib/bus/bus.ts";
import { openCapture } from "#lib/capture/open.ts";
import { UserError } from "#lib/core/errors.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import { logWindows } from "#lib/window/frame.ts";
import { FileWindows } from "#lib/window/frame_file.ts";
import { RecordBuffer } from "#lib/window/record_buffer.ts";
import type { WindowBatch } from "#lib/window/window_batch.ts";
import type { WindowOptions } from "#lib/window/window_options.ts";
import { formatNumber } from "./format.ts";
import { PUBLISH_ROWS } from "./record_publisher.ts";
import type { Context } from "./run.ts";

/** Where windows come from. */
export interface WindowsRequest {
  /** Captures; without any, the bus is read. */
  readonly input: readonly string[] | undefined;
  /** Name of all links of the captures. */
  readonly link: string | undefined;
  /** The bus, where there is no capture. */
  readonly bus: string;
  /** Topic of the packets. */
  readonly topic: string;
  /** Most messages that are read of the bus: the newest. */
  readonly maxMessages: number;
  /** How windows are cut. Captures take the length alone: they drop nothing. */
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

/** What of a script's context reading takes. */
export type ReadContext = Pick<Context<unknown>, "log" | "progress" | "signal">;

/** Bytes of messages fetched at once. */
const FETCH_BYTES = 16 * 2 ** 20;

/**
 * Reads all windows of captures, or of the newest messages of a topic.
 * @throws {UserError} if a capture or the topic cannot be read, or holds no packet
 */
export async function readWindows(
  request: WindowsRequest,
  context: ReadContext,
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
  const gathered = new FileWindows(request.options.windowUs);
  const batch = new PacketBatch(65_536, links);
  let packets = 0;
  using bar = progress({ label: "read", unit: "packets" });
  for (const input of inputs) {
    await using source = await openCapture(input, { link: request.link });
    while (await source.read(batch) > 0) {
      signal.throwIfAborted();
      packets += batch.length;
      gathered.add(batch);
      batch.clear();
      bar.update(packets, input);
    }
    if (source.damage !== undefined) log.warn(source.damage);
  }
  const { windows, skipped } = gathered.finish(links);
  for (const sentence of skipped) log.warn(sentence);
  if (packets === 0) {
    throw new UserError(`Cannot make windows of ${inputs.join(", ")}: there is no packet in it`);
  }
  return { windows, links, source: inputs.join(", "), packets };
}

async function readBus(request: WindowsRequest, context: ReadContext): Promise<WindowsRead> {
  const { topic, options } = request;
  await using bus = await openBus(request.bus, { ifMissing: "fail" });
  const links = new LinkTable();
  const records = new RecordBuffer();
  const messages = await readRecords(bus, request, links, records, context);
  if (records.length === 0) {
    throw new UserError(
      `Cannot make windows of "${topic}" on ${request.bus}: it holds no packet records; write ` +
        `some with deno task generate or deno task capture`,
    );
  }
  const { windows, latePackets, gaps } = logWindows(records, options);
  if (latePackets > 0) {
    context.log.info(`${formatNumber(latePackets)} packets came too late for their window`);
  }
  if (gaps > 0) context.log.info(`${formatNumber(gaps)} missing stretches`);
  const source = `topic ${topic} of ${request.bus}, ${messages} messages`;
  return { windows, links, source, packets: records.length };
}

/** Reads the newest messages into columns; gives how many there were. */
async function readRecords(
  bus: Bus,
  { topic, bus: url, maxMessages }: WindowsRequest,
  links: LinkTable,
  records: RecordBuffer,
  { log, progress, signal }: ReadContext,
): Promise<number> {
  const info = await bus.describeTopic(topic);
  if (info === undefined) {
    throw new UserError(
      `Cannot read "${topic}" of ${url}: there is no such topic; write to it with deno task ` +
        `generate or deno task capture, or name another --topic`,
    );
  }
  const held = info.partitions.reduce((sum, p) => sum + p.latest - p.earliest, 0);
  const share = Math.min(1, maxMessages / Math.max(1, held));
  const from = new Map(info.partitions.map((range, partition): [number, number] => [
    partition,
    range.latest - Math.floor((range.latest - range.earliest) * share),
  ]));
  const decoder = new RecordDecoder({ columns: "counters" });
  const batch = new PacketBatch(2 * PUBLISH_ROWS, links);
  const reasons = new Map<string, number>();
  let messages = 0;
  using bar = progress({ label: "read", unit: "messages", total: Math.floor(held * share) });
  for (;;) {
    signal.throwIfAborted();
    const fetched = await bus.read({
      topic,
      from,
      maxMessages: PUBLISH_ROWS,
      maxBytes: FETCH_BYTES,
    });
    if (fetched.length === 0) break;
    for (const part of fetched) {
      const end = info.partitions[part.partition].latest;
      const bad: BadMessage[] = [];
      for (let at = 0; at < part.offsets.length;) {
        at = decoder.decode(part, at, batch, bad);
        records.append(batch);
        batch.clear();
      }
      for (const { reason } of bad) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      messages += part.offsets.length;
      const next = part.offsets[part.offsets.length - 1] + 1;
      // What is written while we read is left for the next time: the run has an end.
      if (next >= end) from.delete(part.partition);
      else from.set(part.partition, next);
    }
    bar.update(messages);
    if (from.size === 0) break;
  }
  for (const [reason, count] of reasons) log.warn(`${count} bad messages left out: ${reason}`);
  return messages;
}
