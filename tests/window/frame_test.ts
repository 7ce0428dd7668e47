import assert from "node:assert/strict";
import fc from "fast-check";
import { logWindows } from "#lib/window/frame.ts";
import { TumblingWindows } from "#lib/window/tumbling.ts";
import { WindowBatch } from "#lib/window/window_batch.ts";
import { arbitraryLog, arbitraryOptions, batchOf, plain } from "./arbitrary_log.ts";
import { naiveWindows } from "./naive_windows.ts";

const RUNS = { numRuns: 250, seed: 11 };

Deno.test("logWindows() gives what TumblingWindows gives, whatever the log", () => {
  fc.assert(
    fc.property(arbitraryLog, arbitraryOptions, (log, options) => {
      const online = new TumblingWindows(options);
      const closed = new WindowBatch();
      online.push(batchOf(log), closed);
      const { windows, latePackets, gaps } = logWindows(batchOf(log), options);
      assert.deepEqual(plain(windows), plain(closed));
      assert.equal(latePackets, online.stats.latePackets);
      assert.equal(gaps, online.stats.gaps);
    }),
    RUNS,
  );
});

Deno.test("logWindows() gives the windows of the definition, sorted by link and start", () => {
  fc.assert(
    fc.property(arbitraryLog, arbitraryOptions, (log, options) => {
      const { windows } = logWindows(batchOf(log), options);
      assert.deepEqual(plain(windows), naiveWindows(log, options).windows);
      for (let row = 1; row < windows.length; row++) {
        const order = windows.link[row] - windows.link[row - 1] ||
          windows.start[row] - windows.start[row - 1];
        assert.ok(order > 0);
      }
    }),
    RUNS,
  );
});

Deno.test("logWindows() puts a packet at a window's start into that window, for any length", () => {
  // Polars divides by multiplying with the inverse: 49 × (1 / 49) < 1.
  for (const windowUs of [49, 98, 5_000_003]) {
    const log = Array.from({ length: 200 }, (_, k) => ({
      kind: 0,
      ts: (k + 1) * windowUs,
      link: 0,
      len: 1,
      proto: 6,
    }));
    const options = {
      windowUs,
      outOfOrdernessUs: 0,
      allowedLatenessUs: 0,
      idleTimeoutUs: 10 * windowUs,
    };
    const { windows } = logWindows(batchOf(log), options);
    assert.deepEqual(
      plain(windows).map(({ start, packetCount }) => [start, packetCount]),
      log.slice(0, -1).map(({ ts }) => [ts, 1]),
    );
  }
});

Deno.test("logWindows() gives nothing from an empty log", () => {
  const options = {
    windowUs: 5,
    outOfOrdernessUs: 0,
    allowedLatenessUs: 0,
    idleTimeoutUs: 5,
  };
  const { windows, latePackets, gaps } = logWindows(batchOf([]), options);
  assert.deepEqual([windows.length, latePackets, gaps], [0, 0, 0]);
});
