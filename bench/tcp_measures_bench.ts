/**
 * TCP measures from packets in memory, with and without the parsing before them:
 * `deno bench -A bench/tcp_measures_bench.ts`.
 *
 * An iteration is a million packets, so the column `iter/s` reads as millions of packets a second.
 * @module
 */

import { openCapture } from "#lib/capture/open.ts";
import { FlowMeasures } from "#lib/capture/tcp/flow_measures.ts";
import { MeasuredSource } from "#lib/capture/tcp/measured_source.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import { conversationCapture } from "./capture/conversations.ts";

const PACKETS = 1_000_000;

const capture = conversationCapture(PACKETS);
const links = new LinkTable();
const batch = new PacketBatch(PACKETS + 1, links);
await using source = new MeasuredSource(await openCapture(new Blob([capture]).stream()));
while (await source.read(batch) > 0);

async function parse(measured: "measured" | "plain"): Promise<void> {
  const plain = await openCapture(new Blob([capture]).stream(), { link: "l" });
  await using source = measured === "measured" ? new MeasuredSource(plain) : plain;
  const rows = new PacketBatch(8_192, links);
  while (await source.read(rows) > 0) rows.clear();
}

Deno.bench("measures of packets in columns", { group: "tcp" }, () => {
  new FlowMeasures().measure(batch);
});
Deno.bench("parsing alone", { group: "tcp", baseline: true }, () => parse("plain"));
Deno.bench("parsing with measures", { group: "tcp" }, () => parse("measured"));
