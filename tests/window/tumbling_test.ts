import assert from "node:assert/strict";
import { UsageError, UserError } from "#lib/core/errors.ts";
import { TumblingWindows } from "#lib/window/tumbling.ts";
import { WindowBatch } from "#lib/window/window_batch.ts";
import type { WindowOptions } from "#lib/window/window_options.ts";
import { batchOf, plain } from "./arbitrary_log.ts";
import type { PlainWindow } from "./naive_windows.ts";

/** Windows of 10 µs, half a window out of order. */
const OPTIONS: WindowOptions = {
  windowUs: 10,
  outOfOrdernessUs: 5,
  allowedLatenessUs: 0,
  idleTimeoutUs: 100,
};
const KINDS = { p: 0, t: 1, e: 2 } as const;

type Step = readonly [kind: keyof typeof KINDS, ts: number, proto?: number];

function run(steps: readonly Step[], options: Partial<WindowOptions> = {}) {
  const windows = new TumblingWindows({ ...OPTIONS, ...options });
  const closed = new WindowBatch();
  const records = steps.map(([kind, ts, proto = 6]) => ({
    kind: KINDS[kind],
    ts,
    link: 0,
    len: 100,
    proto,
  }));
  windows.push(batchOf(records), closed);
  return { closed: plain(closed), stats: windows.stats, windows };
}

/** Writes windows as `start:packets`, partial ones with a `~` behind. */
function sketch(closed: readonly PlainWindow[]): string {
  return closed.map(({ start, packetCount, partial }) =>
    `${start}:${packetCount}${partial === 1 ? "~" : ""}`
  ).join(" ");
}

Deno.test("tumbling() closes a window when the watermark reaches its end, not before", () => {
  assert.equal(sketch(run([["p", 1], ["p", 14]]).closed), "");
  assert.equal(sketch(run([["p", 1], ["p", 15]]).closed), "0:1~");
});

Deno.test("tumbling() holds a window open for the allowed lateness", () => {
  const held = run([["p", 1], ["p", 29], ["p", 2]], { allowedLatenessUs: 15 });
  assert.equal(sketch(held.closed), "");
  const over = run([["p", 1], ["p", 29], ["p", 2], ["p", 30]], { allowedLatenessUs: 15 });
  assert.equal(sketch(over.closed), "0:2~");
  assert.equal(over.closed[0].watermark, 25);
});

Deno.test("tumbling() drops a record later than allowed, and counts it", () => {
  const { closed, stats } = run([["p", 1], ["p", 16], ["p", 9], ["p", 26]]);
  assert.equal(sketch(closed), "0:1~ 10:1");
  assert.equal(stats.latePackets, 1);
});

Deno.test("tumbling() counts a late packet, but no late tick", () => {
  const { stats } = run([["p", 1], ["p", 26], ["t", 9], ["p", 9]]);
  assert.deepEqual({ ...stats }, {
    packets: 3,
    ticks: 1,
    ends: 0,
    latePackets: 1,
    windows: 2,
    gaps: 0,
  });
});

Deno.test("tumbling() sums bytes, times and protocols over a window, in any order", () => {
  const { closed } = run([["p", 8, 17], ["p", 3, 6], ["p", 5, 17], ["p", 4, 1], ["t", 30]]);
  assert.deepEqual(closed[0], {
    link: 0,
    start: 0,
    totalBytes: 400,
    packetCount: 4,
    first: 3,
    last: 8,
    protocol: 1,
    partial: 1,
    ended: 0,
    watermark: 25,
  });
});

Deno.test("tumbling() fills a silence that a tick speaks for with zeros", () => {
  const { closed } = run([["p", 1], ["t", 47]]);
  assert.equal(sketch(closed), "0:1~ 10:0 20:0 30:0");
  assert.ok(Number.isNaN(closed[1].first) && Number.isNaN(closed[1].last));
  assert.equal(closed[1].protocol, 0);
});

Deno.test("tumbling() leaves out a stretch without any record: it is missing, not silent", () => {
  const { closed, stats } = run([["p", 1], ["p", 12], ["p", 113], ["p", 131]]);
  assert.equal(sketch(closed), "0:1~ 10:1~ 110:1~");
  assert.equal(closed[0].watermark, 108);
  assert.equal(stats.gaps, 1);
  assert.equal(run([["p", 1], ["p", 12], ["p", 112]]).stats.gaps, 0);
});

Deno.test("tumbling() moves the first window back for a record slightly out of order", () => {
  assert.equal(sketch(run([["p", 12], ["p", 8], ["p", 26]]).closed), "0:1~ 10:1");
  const tooLate = run([["p", 16], ["p", 8], ["p", 26]]);
  assert.equal(sketch(tooLate.closed), "10:1~");
  assert.equal(tooLate.stats.latePackets, 1);
});

Deno.test("tumbling() closes all windows of a link at its end, the cut one as partial", () => {
  const { closed } = run([["p", 1], ["p", 12], ["e", 25]]);
  assert.equal(sketch(closed), "0:1~ 10:1 20:0~");
  assert.deepEqual(closed.map(({ watermark }) => watermark), [25, 25, 25]);
  assert.deepEqual(closed.map(({ ended }) => ended), [0, 0, 1]);
  const between = run([["p", 1], ["p", 12], ["e", 20], ["p", 21], ["t", 50]]).closed;
  assert.equal(sketch(between), "0:1~ 10:1 20:1~ 30:0");
  assert.deepEqual(between.map(({ ended }) => ended), [0, 1, 0, 0]);
});

Deno.test("tumbling() takes an end before the newest packet as an end right after it", () => {
  const { closed } = run([["p", 1], ["p", 19], ["e", 3]]);
  assert.equal(sketch(closed), "0:1~ 10:1");
  assert.equal(closed[1].watermark, 20);
});

Deno.test("tumbling() ends a link once, however often its end is said", () => {
  const { closed, stats } = run([["p", 1], ["e", 10], ["e", 10], ["p", 11], ["t", 40]]);
  assert.equal(sketch(closed), "0:1~ 10:1~ 20:0");
  assert.equal(stats.latePackets, 0);
});

Deno.test("tumbling() takes nothing that lies before an end", () => {
  const { closed, stats } = run([["p", 1], ["e", 7], ["p", 8], ["p", 10], ["t", 26]]);
  assert.equal(sketch(closed), "0:1~ 10:1~");
  assert.equal(stats.latePackets, 1);
});

Deno.test("tumbling() does not fill a stretch longer than the idle timeout before an end", () => {
  const far = OPTIONS.idleTimeoutUs;
  const filled = run([["p", 1], ["e", far + 1]]);
  assert.equal(filled.stats.windows, far / 10 + 1);
  const skipped = run([["p", 1], ["e", far + 2]]);
  assert.equal(sketch(skipped.closed), "0:1~");
  assert.equal(skipped.stats.gaps, 1);
});

Deno.test("tumbling() says which links changed, once", () => {
  const { windows } = run([["p", 1]]);
  assert.deepEqual(windows.takeChanged(), [0]);
  assert.deepEqual(windows.takeChanged(), []);
  const record = { kind: 0, ts: 2, link: 0, len: 1, proto: 6 };
  windows.push(batchOf([record, { ...record, link: 2 }, record]), new WindowBatch());
  assert.deepEqual(windows.takeChanged(), [0, 2]);
});

Deno.test("tumbling() breaks a link off as a missing stretch does, and forgets it", () => {
  const { windows, stats } = run([["p", 1], ["p", 12]]);
  const closed = new WindowBatch();
  windows.breakOff(0, 113, closed);
  const given = [...plain(closed)];
  assert.equal(sketch(given), "0:1~ 10:1~");
  assert.deepEqual(given.map(({ watermark, ended }) => [watermark, ended]), [[108, 0], [108, 0]]);
  assert.equal(stats.gaps, 1);
  assert.deepEqual(windows.takeChanged(), []);
  assert.deepEqual(windows.exportState(0), run([]).windows.exportState(0));
  windows.breakOff(0, 300, closed);
  assert.equal(closed.length, 2, "a link that is not open has no windows");
});

Deno.test("tumbling() says of a link without a record that it has none", () => {
  const { windows } = run([]);
  assert.equal(windows.lastEventUs(1_000), -Infinity);
  assert.equal(windows.isOpen(2_000), false);
});

Deno.test("tumbling() forgets a link as if it had never spoken", () => {
  const { windows } = run([["p", 1], ["p", 12]]);
  windows.forget(0);
  windows.push(batchOf([{ kind: 0, ts: 2, link: 1, len: 1, proto: 6 }]), new WindowBatch());
  assert.deepEqual(windows.takeChanged(), [1]);
  assert.equal(windows.lastEventUs(0), -Infinity);
  assert.equal(windows.isOpen(0), false);
  const fresh = run([]).windows.exportState(0);
  assert.deepEqual(windows.exportState(0), fresh);
});

Deno.test("tumbling() refuses a state that was cut by other windows", () => {
  const state = run([["p", 1]]).windows.exportState(0);
  const other = new TumblingWindows({ ...OPTIONS, windowUs: 20 });
  assert.throws(() => other.importState(0, state), (error) => {
    assert.ok(error instanceof UserError);
    assert.match(error.message, /of 10, 5, 0 µs, now these are 20, 5, 0; use the former options/);
    return true;
  });
});

Deno.test("tumbling() refuses lengths that make no sense, naming what it expected", () => {
  const cases: [Partial<WindowOptions>, RegExp][] = [
    [{ windowUs: 0 }, /window is 0 s; expected a whole number of microseconds, at least 1/],
    [{ windowUs: NaN }, /window is NaN s/],
    [{ windowUs: 0.5 }, /window is 5e-7 s/],
    [{ outOfOrdernessUs: -1 }, /out-of-orderness is -0.000001 s/],
    [{ allowedLatenessUs: NaN }, /allowed lateness is NaN s/],
    [{ idleTimeoutUs: 14 }, /idle timeout of 0.000014 s is out of bounds; .*\(0.000015 s\)/],
    [{ idleTimeoutUs: 100_001 }, /at most 10000 windows \(0.1 s\)/],
    [{ idleTimeoutUs: 50.5 }, /idle timeout is/],
  ];
  for (const [options, message] of cases) {
    assert.throws(() => new TumblingWindows({ ...OPTIONS, ...options }), (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, message);
      return true;
    });
  }
});
