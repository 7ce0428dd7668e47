import { deepEqual, equal, match, throws } from "node:assert/strict";
import fc from "fast-check";
import { Ticker } from "#lib/capture/ticker.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch, RecordKind } from "#lib/core/packet.ts";

const WINDOW = 10;
const MAX_GAP = 50;

/** kind, time, link: what a ticker adds or passes on. */
type Mark = readonly [kind: "packet" | "tick" | "end", ts: number, link: number];
/** A packet, or the clock alone where the link is -1. */
type Event = readonly [ts: number, link: number];

const KINDS = ["packet", "tick", "end"] as const;

function marksOf(batch: PacketBatch): Mark[] {
  return Array.from(
    { length: batch.length },
    (_, row) => [KINDS[batch.kind[row]], batch.ts[row], batch.link[row]] as const,
  );
}

/** Runs a ticker over events, in batches cut where `cuts` says, through batches of a capacity. */
function run(events: readonly Event[], cutEvery: number, capacity: number) {
  const links = new LinkTable();
  for (const name of ["a", "b", "c", "d"]) links.intern(name);
  const ticker = new Ticker({ windowUs: WINDOW, maxGapWindows: MAX_GAP });
  const packets = new PacketBatch(64, links);
  const out = new PacketBatch(capacity, links);
  const marks: Mark[] = [];
  const drain = () => {
    while (ticker.drain(out) > 0) {
      marks.push(...marksOf(out));
      out.clear();
    }
    packets.clear();
  };
  const flush = () => {
    if (packets.length > 0) ticker.take(packets);
    drain();
  };
  for (const [ts, link] of events) {
    if (link < 0) {
      flush();
      ticker.clock(ts);
      drain();
    } else {
      packets.push({ kind: RecordKind.packet, ts, link });
      if (packets.length === cutEvery) flush();
    }
  }
  flush();
  ticker.finish();
  drain();
  return { marks, said: ticker.said };
}

/** The promise, spelt out without batches: at each boundary that the clock passes, each link that
 * has spoken, but not since the boundary before, ticks. */
function model(events: readonly Event[]): Mark[] {
  const marks: Mark[] = [];
  const last = new Map<number, number>();
  let clock: number | undefined;
  for (const [ts, link] of events) {
    if (clock !== undefined && (ts - clock) / WINDOW > MAX_GAP) {
      for (const known of last.keys()) last.set(known, ts);
    } else if (clock !== undefined) {
      for (
        let boundary = (Math.floor(clock / WINDOW) + 1) * WINDOW;
        boundary <= ts;
        boundary += WINDOW
      ) {
        for (const known of [...last.keys()].sort()) {
          if (last.get(known)! < boundary - WINDOW) marks.push(["tick", boundary, known]);
        }
      }
    }
    clock = Math.max(clock ?? ts, ts);
    if (link < 0) continue;
    marks.push(["packet", ts, link]);
    last.set(link, Math.max(last.get(link) ?? ts, ts));
  }
  for (const known of [...last.keys()].sort()) marks.push(["end", clock! + 1, known]);
  return marks;
}

Deno.test("Ticker adds the ticks and ends that its promise names, however batches are cut", () => {
  // Steps mostly forward, some back, a few beyond the longest gap.
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 40 }) },
    { weight: 1, arbitrary: fc.integer({ min: -30, max: 0 }) },
    { weight: 1, arbitrary: fc.integer({ min: 400, max: 700 }) },
  );
  const events = fc.array(fc.tuple(step, fc.integer({ min: -1, max: 3 })), { maxLength: 40 })
    .map((steps) => {
      let ts = 1000;
      return steps.map(([by, link]): Event => [ts += by, link]);
    });
  const cuts = fc.integer({ min: 1, max: 64 });
  fc.assert(
    fc.property(events, cuts, cuts, (sequence, cutEvery, capacity) => {
      deepEqual(run(sequence, cutEvery, capacity).marks, model(sequence));
    }),
    { numRuns: 3000, seed: 12 },
  );
});

Deno.test("Ticker ticks a silent link at each boundary it missed, before the packet that shows it", () => {
  const { marks } = run([[1, 0], [2, 1], [33, 1]], 64, 64);
  deepEqual(marks, [
    ["packet", 1, 0],
    ["packet", 2, 1],
    ["tick", 20, 0],
    ["tick", 20, 1],
    ["tick", 30, 0],
    ["tick", 30, 1],
    ["packet", 33, 1],
    ["end", 34, 0],
    ["end", 34, 1],
  ]);
});

Deno.test("Ticker gives no tick to a link that spoke in every window, nor to one that never spoke", () => {
  const { marks } = run([[5, 0], [15, 0], [29, 0], [30, 0]], 64, 64);
  deepEqual(marks.map(([kind]) => kind), ["packet", "packet", "packet", "packet", "end"]);
});

Deno.test("Ticker ticks by the clock alone where no packet comes", () => {
  const { marks } = run([[5, 0], [29, -1], [20, -1], [31, -1]], 64, 64);
  deepEqual(marks, [["packet", 5, 0], ["tick", 20, 0], ["tick", 30, 0], ["end", 32, 0]]);
});

Deno.test("Ticker skips a gap beyond the limit, says so, and ticks on behind it", () => {
  const { marks, said } = run([[5, 0], [6, 1], [2_000_005, 0], [2_000_045, 0]], 64, 64);
  deepEqual(marks.filter(([kind]) => kind === "tick"), [
    ["tick", 2_000_020, 0],
    ["tick", 2_000_020, 1],
    ["tick", 2_000_030, 0],
    ["tick", 2_000_030, 1],
    ["tick", 2_000_040, 0],
    ["tick", 2_000_040, 1],
  ]);
  match(said ?? "", /^Skipped a gap of more than 50 windows in event time, from 1970-[^\n]+$/);
  match(run([[1, 0], [1000, 0], [9000, 0]], 64, 64).said ?? "", /, and 1 more like it;/);
});

Deno.test("Ticker streams the longest gap through a small batch", () => {
  const links = new LinkTable();
  const packets = new PacketBatch(8, links);
  const out = new PacketBatch(512, links);
  const ticker = new Ticker({ windowUs: 5_000_000, maxGapWindows: 1_000_000 });
  for (const name of ["a", "b", "c"]) packets.push({ kind: 0, ts: 0, link: links.intern(name) });
  packets.push({ kind: 0, ts: 5_000_000 * 1_000_000, link: 0 });
  ticker.take(packets);
  let ticks = 0;
  while (ticker.drain(out) > 0) {
    for (let row = 0; row < out.length; row++) if (out.kind[row] === RecordKind.tick) ticks++;
    out.clear();
  }
  // Boundary 1 ends the window in which all spoke.
  equal(ticks, 3 * 999_999);
});

/** Ticks of links that speak in each of so many windows only, and what was said. */
function ticksOf(links: LinkTable, gapWindows: readonly number[]) {
  const packets = new PacketBatch(links.size, links);
  const out = new PacketBatch(65_536, links);
  const ticker = new Ticker({ windowUs: 10, maxGapWindows: 1_000_000 });
  let ticks = 0;
  let at = 0;
  for (const windows of [0, ...gapWindows]) {
    at += 10 * windows;
    for (let link = 0; link < links.size; link++) packets.push({ kind: 0, ts: at, link });
    ticker.take(packets);
    while (ticker.drain(out) > 0) {
      ticks += out.kind.subarray(0, out.length).filter((kind) => kind === RecordKind.tick).length;
      out.clear();
    }
    packets.clear();
  }
  return { ticks, said: ticker.said };
}

Deno.test("Ticker writes 5 million ticks in long gaps at most, whatever they lie between", () => {
  const links = new LinkTable();
  for (let link = 0; link < 100; link++) links.intern(`l${link}`);
  // Five gaps of 9,999 windows fit; of the others only the one of 12 windows does.
  const gaps = [...Array(5).fill(9_999), 10_000, 12, 9_999, 13];
  const { ticks, said } = ticksOf(links, gaps);
  equal(ticks, 100 * (5 * 9_998 + 11));
  equal(
    said,
    "Skipped a gap of more than 12 windows, behind gaps of 4999500 ticks, in event time, from " +
      "1970-01-01T00:00:00.499950Z to 1970-01-01T00:00:00.599950Z, and 2 more like it; a clock " +
      "was wrong, or captures lie far apart",
  );
});

Deno.test("Ticker ticks a quiet week, and short gaps without end", () => {
  const links = new LinkTable();
  for (let link = 0; link < 40; link++) links.intern(`l${link}`);
  const week = ticksOf(links, Array(168).fill(720));
  deepEqual(week, { ticks: 40 * 168 * 719, said: undefined });
  const short = ticksOf(links, Array(12_000).fill(12));
  deepEqual(short, { ticks: 40 * 12_000 * 11, said: undefined });
});

Deno.test("Ticker refuses more before it is drained", () => {
  const links = new LinkTable();
  const packets = new PacketBatch(1, links);
  packets.push({ kind: 0, ts: 0, link: links.intern("a") });
  const ticker = new Ticker({ windowUs: WINDOW, maxGapWindows: MAX_GAP });
  ticker.take(packets);
  throws(() => ticker.take(packets), /drain the ticker/);
  throws(() => ticker.clock(5), /drain the ticker/);
  throws(() => ticker.finish(), /drain the ticker/);
});

Deno.test("Ticker knows links beyond the first hundreds", () => {
  const links = new LinkTable();
  const packets = new PacketBatch(1000, links);
  const out = new PacketBatch(5000, links);
  for (let link = 0; link < 1000; link++) {
    packets.push({ kind: 0, ts: 1, link: links.intern(`l${link}`) });
  }
  const ticker = new Ticker({ windowUs: WINDOW, maxGapWindows: MAX_GAP });
  ticker.take(packets);
  equal(ticker.drain(out), 1000);
  ticker.clock(20);
  equal(ticker.drain(out), 1000);
  ticker.finish();
  equal(ticker.drain(out), 1000);
});

Deno.test("Ticker ends a link at the latest time that a record may have, at the latest", () => {
  const links = new LinkTable();
  const batch = new PacketBatch(1, links);
  const ticker = new Ticker({ windowUs: WINDOW, maxGapWindows: MAX_GAP });
  batch.push({ kind: 0, ts: Number.MAX_SAFE_INTEGER, link: links.intern("a") });
  ticker.take(batch);
  const out = new PacketBatch(8, links);
  while (ticker.drain(out) > 0);
  ticker.finish();
  while (ticker.drain(out) > 0);
  deepEqual(marksOf(out).at(-1), ["end", Number.MAX_SAFE_INTEGER, 0]);
});

Deno.test("Ticker refuses a window or a gap that is not positive", () => {
  throws(() => new Ticker({ windowUs: 0, maxGapWindows: 1 }), RangeError);
  throws(() => new Ticker({ windowUs: 1, maxGapWindows: NaN }), RangeError);
});
