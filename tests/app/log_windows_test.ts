import assert from "node:assert/strict";
import fc from "fast-check";
import { windowsOfLog } from "#lib/app/log_windows.ts";
import type { RecordColumns } from "#lib/window/record_buffer.ts";
import { DEFAULT_WINDOW_OPTIONS } from "#lib/window/window_options.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";

const SECOND = 1_000_000;

/** Gives records one batch after the other, in a batch that is used again. */
async function* inBatches(
  records: readonly { link: number; ts: number; kind: number }[],
  rows: number,
): AsyncGenerator<RecordColumns> {
  const batch = new PacketBatch(rows, new LinkTable());
  for (const [i, record] of records.entries()) {
    batch.push({ ...record, len: 60 + record.link, proto: 6 });
    if (batch.free > 0 && i < records.length - 1) continue;
    yield await Promise.resolve(batch);
    batch.clear();
  }
}

Deno.test("windowsOfLog() gives the same windows whether they fit into a frame or not", async () => {
  const record = fc.record({
    link: fc.integer({ min: 0, max: 2 }),
    ts: fc.integer({ min: 0, max: 300 * SECOND }),
    kind: fc.constantFrom(0, 0, 0, 0, 1, 2),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(record, { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 0, max: 30 }),
      async (records, rows, most) => {
        const inOrder = records.toSorted((a, b) => a.ts - b.ts);
        const inFrame = await windowsOfLog(inBatches(inOrder, rows), DEFAULT_WINDOW_OPTIONS);
        const online = await windowsOfLog(inBatches(inOrder, rows), DEFAULT_WINDOW_OPTIONS, most);
        assert.deepEqual(rowsOf(online.windows), rowsOf(inFrame.windows));
        assert.deepEqual(
          [online.packets, online.latePackets, online.gaps],
          [inFrame.packets, inFrame.latePackets, inFrame.gaps],
        );
      },
    ),
    { numRuns: 60, seed: 11 },
  );
});

function rowsOf(windows: Awaited<ReturnType<typeof windowsOfLog>>["windows"]): number[][] {
  const { link, start, packetCount, totalBytes, first, last, partial } = windows;
  return Array.from(
    { length: windows.length },
    (_, row) =>
      [link, start, packetCount, totalBytes, first, last, partial].map((column) => column[row]),
  );
}
