import assert from "node:assert/strict";
import fc from "fast-check";
import { FileWindows } from "#lib/window/frame_file.ts";
import { TumblingWindows } from "#lib/window/tumbling.ts";
import { WindowBatch } from "#lib/window/window_batch.ts";
import type { WindowOptions } from "#lib/window/window_options.ts";
import { arbitraryLog, arbitraryOptions, batchOf, plain } from "./arbitrary_log.ts";
import {
  drawMeasures,
  measuresOf,
  naiveMeasures,
  type PacketMeasures,
  writeMeasures,
} from "./naive_measures.ts";
import { type LogRecord, naiveWindows } from "./naive_windows.ts";
import { sortWindows } from "#lib/window/sort_windows.ts";

const RUNS = { numRuns: 400, seed: 8 };

interface Measured {
  readonly log: readonly LogRecord[];
  readonly options: WindowOptions;
  readonly measures: ReadonlyMap<LogRecord, PacketMeasures>;
}

const arbitraryMeasured: fc.Arbitrary<Measured> = fc
  .tuple(arbitraryLog, arbitraryOptions, fc.nat())
  .map(([log, options, seed]) => ({
    log,
    options: { ...options, measures: "tcp" },
    measures: drawMeasures(log, seed),
  }));

function batch({ log, measures }: Measured, from = 0, to = log.length) {
  const part = log.slice(from, to);
  return writeMeasures(batchOf(part), part, measures);
}

function online(measured: Measured): WindowBatch {
  const closed = new WindowBatch();
  new TumblingWindows(measured.options).push(batch(measured), closed);
  return closed;
}

function naive(packets: readonly LogRecord[], { measures }: Measured) {
  return naiveMeasures(packets.map((packet) => ({ ...packet, ...measures.get(packet)! })));
}

Deno.test("tumbling() measures the packets of each window as the definition says", () => {
  fc.assert(
    fc.property(arbitraryMeasured, (measured) => {
      const closed = online(measured);
      const { windows, packetsOf } = naiveWindows(measured.log, measured.options);
      assert.deepEqual(plain(closed), windows);
      assert.deepEqual(
        measuresOf(sortWindows(closed)),
        windows.toSorted((a, b) => a.link - b.link || a.start - b.start)
          .map((window) => naive(packetsOf.get(window)!, measured)),
      );
    }),
    RUNS,
  );
});

Deno.test("tumbling() goes on measuring from an exported state, to the same bits", () => {
  fc.assert(
    fc.property(arbitraryMeasured, fc.nat(120), (measured, cut) => {
      const { options } = measured;
      const whole = new WindowBatch();
      const uninterrupted = new TumblingWindows(options);
      uninterrupted.push(batch(measured), whole);
      const pieces = new WindowBatch();
      const before = new TumblingWindows(options);
      before.push(batch(measured, 0, cut), pieces);
      const after = new TumblingWindows(options);
      // What another link left in the cells that are taken now must not show.
      after.push(batch(measured), new WindowBatch());
      for (const link of [0, 1, 2]) {
        after.forget(link);
        after.importState(link, before.exportState(link));
      }
      after.push(batch(measured, cut), pieces);
      assert.deepEqual(measuresOf(pieces), measuresOf(whole));
      for (const link of [0, 1, 2]) {
        assert.deepEqual(after.exportState(link), uninterrupted.exportState(link));
      }
    }),
    RUNS,
  );
});

Deno.test("measures are left out of a state, or begin with it, where the options changed", () => {
  fc.assert(
    fc.property(arbitraryMeasured, fc.nat(120), (measured, cut) => {
      const basic: WindowOptions = { ...measured.options, measures: "basic" };
      for (const [first, second] of [[measured.options, basic], [basic, measured.options]]) {
        const whole = new WindowBatch();
        new TumblingWindows(basic).push(batch(measured), whole);
        const pieces = new WindowBatch();
        const before = new TumblingWindows(first);
        before.push(batch(measured, 0, cut), pieces);
        const after = new TumblingWindows(second);
        for (const link of [0, 1, 2]) after.importState(link, before.exportState(link));
        after.push(batch(measured, cut), pieces);
        assert.deepEqual(plain(pieces), plain(whole));
      }
    }),
    RUNS,
  );
});

Deno.test("files measure every packet of a window, in any order and however they are cut", () => {
  fc.assert(
    fc.property(arbitraryMeasured, fc.nat(120), (measured, cut) => {
      const { log, options } = measured;
      const files = new FileWindows(options);
      files.add(batch(measured, cut));
      files.add(batch(measured, 0, cut));
      const { windows } = files.finish(batchOf([]).links);
      const expected = Array.from({ length: windows.length }, (_, row) =>
        naive(
          log.filter(({ kind, link, ts }) =>
            kind === 0 && link === windows.link[row] &&
            Math.floor(ts / options.windowUs) * options.windowUs === windows.start[row]
          ),
          measured,
        ));
      assert.deepEqual(measuresOf(windows), expected);
    }),
    RUNS,
  );
});

Deno.test("windows hold no measures where nobody wants them, whatever the packets carry", () => {
  const [measured] = fc.sample(arbitraryMeasured, { numRuns: 1, seed: 8 });
  const closed = online({ ...measured, options: { ...measured.options, measures: "basic" } });
  assert.ok(closed.length > 0);
  assert.equal(closed.measures, undefined);
});

Deno.test("measures of records that have no columns for them are refused", () => {
  const { kind, ts, link, len, proto } = batchOf([{ kind: 0, ts: 1, link: 0, len: 1, proto: 6 }]);
  const records = { kind, ts, link, len, proto, length: 1 };
  const options: WindowOptions = {
    windowUs: 5,
    outOfOrdernessUs: 0,
    allowedLatenessUs: 0,
    idleTimeoutUs: 60,
    measures: "tcp",
  };
  assert.throws(() => new TumblingWindows(options).push(records, new WindowBatch()), RangeError);
  assert.throws(() => new FileWindows(options).add(records), RangeError);
});
