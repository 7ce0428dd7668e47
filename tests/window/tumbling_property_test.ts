import assert from "node:assert/strict";
import fc from "fast-check";
import { TumblingWindows } from "#lib/window/tumbling.ts";
import { WindowBatch } from "#lib/window/window_batch.ts";
import { arbitraryLog, arbitraryOptions, batchOf, plain } from "./arbitrary_log.ts";
import { naiveWindows } from "./naive_windows.ts";

const RUNS = { numRuns: 1500, seed: 3 };

Deno.test("tumbling() gives the windows of the definition, whatever the log", () => {
  fc.assert(
    fc.property(arbitraryLog, arbitraryOptions, (log, options) => {
      const online = new TumblingWindows(options);
      const closed = new WindowBatch();
      online.push(batchOf(log), closed);
      const expected = naiveWindows(log, options);
      assert.deepEqual(plain(closed), expected.windows);
      assert.deepEqual(online.stats, {
        packets: log.filter(({ kind }) => kind === 0).length,
        ticks: log.filter(({ kind }) => kind === 1).length,
        ends: log.filter(({ kind }) => kind === 2).length,
        latePackets: expected.late,
        windows: expected.windows.length,
        gaps: expected.gaps,
      });
    }),
    RUNS,
  );
});

Deno.test("tumbling() loses no packet: in = in windows + late + still open", () => {
  fc.assert(
    fc.property(arbitraryLog, arbitraryOptions, (log, options) => {
      const online = new TumblingWindows(options);
      const closed = new WindowBatch();
      online.push(batchOf(log), closed);
      let counted = online.stats.latePackets;
      for (let row = 0; row < closed.length; row++) counted += closed.packetCount[row];
      assert.equal(online.stats.packets, counted + naiveWindows(log, options).open);
      // An end far ahead closes every window: then nothing may be open.
      const ends = [0, 1, 2].map((link) => ({ kind: 2, ts: 1000, link, len: 0, proto: 255 }));
      const begin = closed.length;
      online.push(batchOf(ends), closed);
      for (let row = begin; row < closed.length; row++) counted += closed.packetCount[row];
      assert.equal(online.stats.packets, counted);
    }),
    RUNS,
  );
});

Deno.test("tumbling() gives the same windows however the log is cut into batches", () => {
  fc.assert(
    fc.property(arbitraryLog, arbitraryOptions, fc.array(fc.nat(120)), (log, options, cuts) => {
      const whole = new WindowBatch();
      new TumblingWindows(options).push(batchOf(log), whole);
      const pieces = new WindowBatch();
      const online = new TumblingWindows(options);
      const bounds = [0, ...cuts.sort((a, b) => a - b), log.length];
      for (let k = 1; k < bounds.length; k++) {
        online.push(batchOf(log.slice(bounds[k - 1], bounds[k])), pieces);
      }
      assert.deepEqual(plain(pieces), plain(whole));
    }),
    RUNS,
  );
});

Deno.test("tumbling() goes on from an exported state as if it had never stopped", () => {
  fc.assert(
    fc.property(arbitraryLog, arbitraryOptions, fc.nat(120), (log, options, cut) => {
      const whole = new WindowBatch();
      const uninterrupted = new TumblingWindows(options);
      uninterrupted.push(batchOf(log), whole);
      const pieces = new WindowBatch();
      const before = new TumblingWindows(options);
      before.push(batchOf(log.slice(0, cut)), pieces);
      const after = new TumblingWindows(options);
      for (const link of before.takeChanged()) after.importState(link, before.exportState(link));
      after.push(batchOf(log.slice(cut)), pieces);
      assert.deepEqual(plain(pieces), plain(whole));
      for (const link of [0, 1, 2]) {
        assert.deepEqual(after.exportState(link), uninterrupted.exportState(link));
        assert.equal(after.lastEventUs(link), uninterrupted.lastEventUs(link));
        assert.equal(after.isOpen(link), uninterrupted.isOpen(link));
      }
    }),
    RUNS,
  );
});
