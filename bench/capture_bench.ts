/**
 * Packets of a capture in memory to columns, beside a plain loop that checks nothing:
 * `deno bench -A bench/capture_bench.ts`. `deno task bench:capture` has other programs beside them.
 *
 * An iteration is a million packets, so the column `iter/s` reads as millions of packets a second.
 * @module
 */

import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import { readFromMemory } from "./capture/from_memory.ts";
import { plainLoop } from "./capture/plain_loop.ts";
import { sampleCapture } from "./capture/sample.ts";

const capture = sampleCapture(1_000_000);
const batch = new PacketBatch(8_192, new LinkTable());

Deno.bench("plain loop", { group: "capture", baseline: true }, () => {
  plainLoop(capture, batch);
});
Deno.bench("pcap to columns", { group: "capture" }, async () => {
  await readFromMemory(capture, batch);
});
