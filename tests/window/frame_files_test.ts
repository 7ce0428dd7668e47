import assert from "node:assert/strict";
import fc from "fast-check";
import { LinkTable } from "#lib/core/link_table.ts";
import { FileWindows } from "#lib/window/frame_file.ts";
import { batchOf, plain } from "./arbitrary_log.ts";

/** A packet of a file: time and link. */
type Packet = readonly [ts: number, link: number];

/** Times and links of windows, `~` at partial ones, `:` and the packets. */
function cut(files: readonly (readonly Packet[])[], windowUs: number, idleTimeoutUs: number) {
  const links = new LinkTable();
  for (let link = 0; link < 100; link++) links.intern(`eth${link}`);
  const gathered = new FileWindows({ windowUs, idleTimeoutUs });
  for (const file of files) {
    gathered.add(batchOf(file.map(([ts, link]) => ({ kind: 0, ts, link, len: 60, proto: 6 }))));
    gathered.endFile();
  }
  const { windows, skipped } = gathered.finish(links);
  return { windows, skipped };
}

function rows({ windows }: ReturnType<typeof cut>): string[] {
  return plain(windows).map((row) =>
    `${row.link} ${row.start}:${row.packetCount}${row.partial === 1 ? "~" : ""}`
  );
}

/** The page's words, window by window: nobody looked at a silence that no file spans. */
function expected(files: readonly (readonly Packet[])[], windowUs: number, idleUs: number) {
  const found: string[] = [];
  for (const link of [0, 1, 2]) {
    const times = files.map((file) =>
      file.filter((packet) => packet[1] === link).map(([ts]) => ts)
    );
    const all = times.flat().sort((a, b) => a - b);
    if (all.length === 0) continue;
    const looked = (after: number, before: number) =>
      before - after <= idleUs ||
      times.some((file) => file.some((ts) => ts <= after) && file.some((ts) => ts >= before));
    const firstAt = Math.floor(all[0] / windowUs);
    const lastAt = Math.floor(all[all.length - 1] / windowUs);
    for (let at = firstAt; at <= lastAt; at++) {
      const start = at * windowUs;
      const inside = all.filter((ts) => ts >= start && ts < start + windowUs);
      const before = all.filter((ts) => ts < start).at(-1);
      const after = all.find((ts) => ts >= start + windowUs);
      if (inside.length === 0) {
        if (looked(before!, after!)) found.push(`${link} ${start}:0`);
        continue;
      }
      const isWhole = before !== undefined && after !== undefined && looked(before, inside[0]) &&
        looked(inside[inside.length - 1], after);
      found.push(`${link} ${start}:${inside.length}${isWhole ? "" : "~"}`);
    }
  }
  return found;
}

Deno.test("FileWindows leaves out what no file spans, in whatever order files come or overlap", () => {
  const file = fc.tuple(
    fc.nat(600),
    fc.array(fc.tuple(fc.nat(150), fc.nat(2)), { maxLength: 10 }),
  ).map(([from, packets]) => packets.map(([ts, link]): Packet => [from + ts, link]));
  let missing = 0;
  fc.assert(
    fc.property(
      fc.array(file, { maxLength: 6 }),
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 0, max: 60 }),
      (files, windowUs, spareUs) => {
        const idleUs = windowUs + spareUs;
        const given = cut(files, windowUs, idleUs);
        assert.deepEqual(rows(given), expected(files, windowUs, idleUs));
        assert.deepEqual(given.skipped, []);
        if (rows(given).length < rows(cut([files.flat()], windowUs, idleUs)).length) missing++;
      },
    ),
    { numRuns: 150, seed: 7 },
  );
  assert.ok(missing > 30);
});

Deno.test("FileWindows misses a stretch beyond the idle timeout, and fills one up to it", () => {
  const files = (gap: number): Packet[][] => [[[1, 0], [12, 0]], [[12 + gap, 0], [140, 0]]];
  assert.deepEqual(rows(cut(files(60), 10, 60)).slice(0, 9), [
    "0 0:1~",
    "0 10:1",
    "0 20:0",
    "0 30:0",
    "0 40:0",
    "0 50:0",
    "0 60:0",
    "0 70:1",
    "0 80:0",
  ]);
  assert.deepEqual(rows(cut(files(61), 10, 60)).slice(0, 4), [
    "0 0:1~",
    "0 10:1~",
    "0 70:1~",
    "0 80:0",
  ]);
});

Deno.test("FileWindows says nothing of a missing stretch of years, and fills no link for another", () => {
  const year = 31_536_000e6;
  const given = cut([[[0, 0], [1, 80]], [[year, 0], [2 * year, 80]]], 1e6, 60e6);
  assert.deepEqual(rows(given), [
    "0 0:1~",
    `0 ${year}:1~`,
    "80 0:1~",
    `80 ${2 * year}:1~`,
  ]);
  assert.deepEqual(given.skipped, []);
});

Deno.test("FileWindows fills 5 million windows in long gaps at most, and says what it skipped", () => {
  const packets: Packet[] = [0, 1, 2, 3, 4, 5, 6, 7].map((k) => [k * 900_000e6, 1]);
  // A short gap is filled nevertheless.
  packets.push([7 * 900_000e6 + 3e6, 1]);
  const { windows, skipped } = cut([packets], 1e6, 60e6);
  assert.equal(windows.length, 5 * 900_000 + 3 + 3);
  assert.deepEqual(
    [...windows.partial.subarray(windows.length - 8, windows.length)],
    [0, 0, 1, 1, 1, 0, 0, 1],
  );
  assert.deepEqual(skipped, [
    'Skipped a gap of 899999 windows of link "eth1" after 1970-02-22T02:00:01Z, and 1 more like ' +
    "it, since gaps are filled with 5000000 windows of zeros at most in all; check the clock of " +
    "the capture",
  ]);
});
