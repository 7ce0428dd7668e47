/**
 * Random logs for the property tests of windows: several links, shuffled and late packets, ticks,
 * ends, silences on both sides of the idle timeout, duplicates.
 * @module
 */

import fc from "fast-check";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import type { WindowBatch } from "#lib/window/window_batch.ts";
import type { WindowOptions } from "#lib/window/window_options.ts";
import type { LogRecord, PlainWindow } from "./naive_windows.ts";

const LINKS = 3;

/** Any options that pass the check; lengths are small, so that records meet all bounds often. */
export const arbitraryOptions: fc.Arbitrary<WindowOptions> = fc.record({
  windowUs: fc.integer({ min: 1, max: 12 }),
  outOfOrdernessUs: fc.integer({ min: 0, max: 15 }),
  allowedLatenessUs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 30 })),
  spareUs: fc.integer({ min: 0, max: 40 }),
}).map(({ spareUs, ...lengths }) => ({
  ...lengths,
  idleTimeoutUs: lengths.windowUs + lengths.outOfOrdernessUs + lengths.allowedLatenessUs + spareUs,
}));

const arbitraryStep = fc.record({
  kind: fc.oneof(
    { arbitrary: fc.constant(0), weight: 12 },
    { arbitrary: fc.constant(1), weight: 3 },
    { arbitrary: fc.constant(2), weight: 1 },
  ),
  // How far the link's own clock goes on, and how far the record lies off it.
  advance: fc.oneof(
    { arbitrary: fc.integer({ min: 0, max: 6 }), weight: 12 },
    { arbitrary: fc.integer({ min: 0, max: 120 }), weight: 1 },
  ),
  behind: fc.oneof(
    { arbitrary: fc.constant(0), weight: 6 },
    { arbitrary: fc.integer({ min: -3, max: 20 }), weight: 5 },
    { arbitrary: fc.integer({ min: 0, max: 80 }), weight: 1 },
  ),
  link: fc.integer({ min: 0, max: LINKS - 1 }),
  len: fc.integer({ min: 0, max: 2000 }),
  proto: fc.constantFrom(6, 17, 1, 58, 50, 255),
  copies: fc.oneof({ arbitrary: fc.constant(1), weight: 9 }, {
    arbitrary: fc.constant(2),
    weight: 1,
  }),
});

/** Any log, in its order; event times begin around zero, so that some are negative. */
export const arbitraryLog: fc.Arbitrary<LogRecord[]> = fc
  .array(arbitraryStep, { maxLength: 120, size: "max" })
  .map((steps) => {
    const clocks = new Float64Array(LINKS).fill(-20);
    return steps.flatMap(({ kind, advance, behind, link, len, proto, copies }) => {
      clocks[link] += advance;
      const record = { kind, ts: clocks[link] - behind, link, len, proto };
      return Array.from({ length: copies }, () => record);
    });
  });

/** Puts records into a batch of their own. */
export function batchOf(records: readonly LogRecord[]): PacketBatch {
  const links = new LinkTable();
  for (let link = 0; link < LINKS; link++) links.intern(`link${link}`);
  const batch = new PacketBatch(Math.max(1, records.length), links);
  for (const record of records) batch.push(record);
  return batch;
}

/** Gives rows as objects, by link, in their order. */
export function plain(windows: WindowBatch): PlainWindow[] {
  const rows = Array.from({ length: windows.length }, (_, row) => ({
    link: windows.link[row],
    start: windows.start[row],
    totalBytes: windows.totalBytes[row],
    packetCount: windows.packetCount[row],
    first: windows.first[row],
    last: windows.last[row],
    protocol: windows.protocol[row],
    partial: windows.partial[row],
    ended: windows.ended[row],
    watermark: windows.watermark[row],
  }));
  return rows.sort((a, b) => a.link - b.link);
}
