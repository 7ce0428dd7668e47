/**
 * Windows from columns of packets: online, with Polars, and a plain loop that only adds up one
 * link in order, all in one run: `deno bench -A bench/window_bench.ts`.
 *
 * An iteration is a million packets, so the column `iter/s` reads as millions of packets a second.
 * @module
 */

import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import { Random } from "#lib/core/random.ts";
import { logWindows } from "#lib/window/frame.ts";
import { FileWindows } from "#lib/window/frame_file.ts";
import { RecordBuffer } from "#lib/window/record_buffer.ts";
import { TumblingWindows } from "#lib/window/tumbling.ts";
import { WindowBatch } from "#lib/window/window_batch.ts";
import { DEFAULT_WINDOW_OPTIONS } from "#lib/window/window_options.ts";

const BATCHES = 16;
const BATCH_PACKETS = 1_000_000 / BATCHES;
const BEGIN_US = 1.7e15;

/** How the packets of many links follow each other. */
interface Shape {
  readonly links: number;
  /** Packets of one link that lie side by side. */
  readonly runLength: number;
  /** How far packets lie behind the newest one, at most. */
  readonly shuffledUs: number;
}

/** Makes a million packets, 50 µs apart. */
function millionPackets({ links, runLength, shuffledUs }: Shape): PacketBatch[] {
  const random = new Random(5);
  const table = new LinkTable();
  for (let link = 0; link < links; link++) table.intern(`link${link}`);
  return Array.from({ length: BATCHES }, (_, b) => {
    const batch = new PacketBatch(BATCH_PACKETS, table);
    for (let k = b * BATCH_PACKETS; k < (b + 1) * BATCH_PACKETS; k++) {
      batch.push({
        kind: 0,
        ts: BEGIN_US + 50 * k - random.integer(shuffledUs + 1),
        link: Math.floor(k / runLength) % links,
        len: 60 + random.integer(1440),
        proto: [6, 6, 6, 17, 17, 1, 50][random.integer(7)],
      });
    }
    return batch;
  });
}

/** Adds up one link in order: no lateness, no protocols, no empty windows. */
function plainLoop(batches: readonly PacketBatch[], windowUs: number): number {
  let windowEnd = -Infinity;
  let bytes = 0;
  let packets = 0;
  let checksum = 0;
  for (const { ts, len, length } of batches) {
    for (let row = 0; row < length; row++) {
      if (ts[row] >= windowEnd) {
        windowEnd = Math.floor(ts[row] / windowUs) * windowUs + windowUs;
        checksum += bytes / Math.max(1, packets);
        bytes = 0;
        packets = 0;
      }
      bytes += len[row];
      packets++;
    }
  }
  return checksum;
}

function online(batches: readonly PacketBatch[]): void {
  const windows = new TumblingWindows(DEFAULT_WINDOW_OPTIONS);
  const closed = new WindowBatch();
  for (const batch of batches) {
    windows.push(batch, closed);
    closed.clear();
  }
}

function fileForm(batches: readonly PacketBatch[]): void {
  const file = new FileWindows(DEFAULT_WINDOW_OPTIONS);
  for (const batch of batches) file.add(batch);
  file.finish(batches[0].links);
}

const inOrder = millionPackets({ links: 1, runLength: 1, shuffledUs: 0 });
const shuffled = millionPackets({ links: 1, runLength: 1, shuffledUs: 400_000 });
const runs = millionPackets({ links: 100, runLength: 64, shuffledUs: 0 });
const interleaved = millionPackets({ links: 100, runLength: 1, shuffledUs: 0 });
const log = new RecordBuffer();
for (const batch of runs) log.append(batch);

Deno.bench("plain loop, one link in order", { group: "windows", baseline: true }, () => {
  plainLoop(inOrder, DEFAULT_WINDOW_OPTIONS.windowUs);
});
Deno.bench("online, one link in order", { group: "windows" }, () => online(inOrder));
Deno.bench("online, one link shuffled by 0.4 s", { group: "windows" }, () => online(shuffled));
Deno.bench("online, 100 links in runs of 64", { group: "windows" }, () => online(runs));
Deno.bench("online, 100 links, a packet each", { group: "windows" }, () => online(interleaved));
Deno.bench("Polars, log form, 100 links", { group: "windows" }, () => {
  logWindows(log, DEFAULT_WINDOW_OPTIONS);
});
Deno.bench("Polars, file form, 100 links", { group: "windows" }, () => fileForm(runs));
