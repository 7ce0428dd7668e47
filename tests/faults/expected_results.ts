/**
 * The oracle of all that kills, stops and parts processes: reads a topic of packets from its
 * beginning, in one thread, and works out plainly what every group has to have written.
 * @module
 */

import type { Bus } from "#lib/bus/bus.ts";
import { openModel } from "#lib/app/open_model.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch, RECORD_KIND_NAMES } from "#lib/core/packet.ts";
import { logWindows } from "#lib/window/frame.ts";
import { RecordBuffer } from "#lib/window/record_buffer.ts";
import { DEFAULT_WINDOW_OPTIONS } from "#lib/window/window_options.ts";
import { eachMessage } from "../bus/bus_driver.ts";
import { type FinalWindow, plainInfer } from "../app/plain_infer.ts";
import { READ, type Results, resultsOf } from "./results.ts";

/** What results depend on, besides the packets. */
export interface Setting {
  /** Folder of the model. */
  readonly model: string;
  /** Topic of the packets. */
  readonly topic: string;
  /** Packets in a window that are a congestion. */
  readonly threshold: number;
  /** How many windows ahead alerts look. */
  readonly horizon: number;
}

/** Works out, from the packets alone, what every group has to have written. */
export async function expectedResults(bus: Bus, setting: Setting): Promise<Results> {
  using model = await openModel(setting.model, "auto");
  const { windowUs } = model.parts;
  const { threshold, horizon } = setting;
  const alerts = { threshold, horizon, clearAfter: 3, windowUs };
  const parts = { forecaster: model.parts, origin: model.origin, alerts };
  const { records, links, results } = await readPackets(bus, setting.topic);
  const { windows } = logWindows(records, DEFAULT_WINDOW_OPTIONS);
  const byLink = new Map<string, FinalWindow[]>(links.names.map((name) => [name, []]));
  for (let row = 0; row < windows.length; row++) {
    byLink.get(links.name(windows.link[row]))!.push({
      start: windows.start[row],
      totalBytes: windows.totalBytes[row],
      packetCount: windows.packetCount[row],
      first: windows.first[row],
      last: windows.last[row],
      protocol: windows.protocol[row],
      partial: windows.partial[row],
      ended: windows.ended[row],
      watermark: windows.watermark[row],
    });
  }
  for (const [link, own] of byLink) {
    const { forecasts, alerts } = plainInfer(link, own, parts);
    for (const record of [...forecasts, ...alerts]) results.push(record);
  }
  return resultsOf(results);
}

/** Reads the packets with nothing but `JSON.parse`; what it refuses is a dead letter. */
async function readPackets(
  bus: Bus,
  topic: string,
): Promise<{ records: RecordBuffer; links: LinkTable; results: string[] }> {
  const links = new LinkTable();
  const records = new RecordBuffer();
  const batch = new PacketBatch(1, links);
  const results: string[] = [];
  for await (const { partition, offset, key, value } of eachMessage(bus, topic, READ)) {
    const payload = String(value);
    const record = parse(payload);
    if (record === undefined) {
      const place = { v: 1, topic, partition, offset, key, reason: "not JSON" };
      const size = payload.length;
      results.push(JSON.stringify({ ...place, size, encoding: "text", payload }));
      continue;
    }
    const kind = record.kind === undefined ? 0 : RECORD_KIND_NAMES.indexOf(record.kind);
    batch.clear();
    batch.push({ ...record, kind, link: links.intern(record.link) });
    records.append(batch);
  }
  return { records, links, results };
}

function parse(text: string): ReturnType<typeof JSON.parse> | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
