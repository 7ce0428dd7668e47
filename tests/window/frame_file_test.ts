import assert from "node:assert/strict";
import fc from "fast-check";
import { LinkTable } from "#lib/core/link_table.ts";
import { FileWindows } from "#lib/window/frame_file.ts";
import { MAX_GAP_WINDOWS } from "#lib/window/window_options.ts";
import { arbitraryLog, batchOf, plain } from "./arbitrary_log.ts";
import { type LogRecord, naiveWindows, type PlainWindow } from "./naive_windows.ts";

function linkTable(): LinkTable {
  const links = new LinkTable();
  for (const name of ["eth0", "eth1", "eth2"]) links.intern(name);
  return links;
}

function cut(records: readonly LogRecord[], windowUs: number, cuts: readonly number[] = []) {
  const file = new FileWindows({ windowUs, idleTimeoutUs: 2 * windowUs });
  const bounds = [0, ...cuts, records.length];
  for (let k = 1; k < bounds.length; k++) {
    file.add(batchOf(records.slice(bounds[k - 1], bounds[k])));
  }
  const { windows, skipped } = file.finish(linkTable());
  return { windows: plain(windows), skipped };
}

/**
 * The windows of the definition with enough lateness that nothing is late, ended by a tick and an
 * end: what a file gives, but for the watermark.
 */
function expected(records: readonly LogRecord[], windowUs: number): PlainWindow[] {
  const packets = records.filter(({ kind }) => kind === 0);
  const log = packets.concat([0, 1, 2].flatMap((link) => {
    const last = packets.filter((packet) => packet.link === link).map(({ ts }) => ts);
    return last.length === 0 ? [] : [{ kind: 2, ts: Math.max(...last), link, len: 0, proto: 255 }];
  }));
  const options = {
    windowUs,
    outOfOrdernessUs: 0,
    allowedLatenessUs: 10_000,
    idleTimeoutUs: 1_000_000,
  };
  const { windows } = naiveWindows(log, options);
  return windows.map((window, row) => ({
    ...window,
    watermark: window.start + windowUs,
    partial: window.link !== windows[row - 1]?.link || window.link !== windows[row + 1]?.link
      ? 1
      : 0,
    ended: 0, // a file says nothing about what comes after it
  }));
}

Deno.test("FileWindows gives every packet's window, with zeros between, whatever the order", () => {
  fc.assert(
    fc.property(
      arbitraryLog,
      fc.integer({ min: 1, max: 60 }),
      fc.array(fc.nat(120), { maxLength: 3 }),
      (log, windowUs, cuts) => {
        const { windows, skipped } = cut(log, windowUs, cuts.sort((a, b) => a - b));
        assert.deepEqual(windows, expected(log, windowUs));
        assert.deepEqual(skipped, []);
      },
    ),
    { numRuns: 150, seed: 5 },
  );
});

Deno.test("FileWindows merges the sums of many chunks", () => {
  const file = new FileWindows({ windowUs: 1_000_000, idleTimeoutUs: 60_000_000 });
  const chunk = 50_000;
  const packets = Array.from({ length: chunk }, (_, k) => ({
    kind: 0,
    ts: k * 100,
    link: 1,
    len: 2,
    proto: k % 3 === 0 ? 17 : 6,
  }));
  for (let k = 0; k < 14; k++) file.add(batchOf(packets));
  const { windows } = file.finish(linkTable());
  assert.deepEqual(plain(windows).map(({ packetCount }) => packetCount), Array(5).fill(140_000));
  assert.deepEqual(plain(windows).map(({ totalBytes }) => totalBytes), Array(5).fill(280_000));
  assert.deepEqual([...windows.partial.subarray(0, 5)], [1, 0, 0, 0, 1]);
});

Deno.test("FileWindows fills a gap of a million windows and skips a longer one, saying so", () => {
  const packet = { kind: 0, ts: 3, link: 1, len: 60, proto: 6 };
  const filled = cut([packet, { ...packet, ts: 3 + (MAX_GAP_WINDOWS + 1) * 10 }], 10);
  assert.equal(filled.windows.length, MAX_GAP_WINDOWS + 2);
  assert.deepEqual(filled.skipped, []);
  const second = 1_000_000;
  const at = (seconds: number) => ({ ...packet, ts: seconds * second });
  const skipped = cut([at(0), at(7), at(1_000_009), at(1_000_010)], second);
  assert.deepEqual(
    skipped.windows.slice(6).map(({ start, partial }) => [start / second, partial]),
    [
      [6, 0],
      [7, 1],
      [1_000_009, 1],
      [1_000_010, 1],
    ],
  );
  assert.deepEqual(skipped.skipped, [
    'Link "eth1" is silent for 1000001 windows after 1970-01-01T00:00:08Z: skipped, since it is ' +
    "more than 1000000; check the clock of the capture",
  ]);
});

Deno.test("FileWindows gives nothing from no packets", () => {
  assert.deepEqual(cut([], 10), { windows: [], skipped: [] });
  const ticks = [{ kind: 1, ts: 3, link: 0, len: 0, proto: 255 }];
  assert.deepEqual(cut(ticks, 10), { windows: [], skipped: [] });
});
