/**
 * The promises of a bus about times of appending.
 * @module
 */

import assert from "node:assert/strict";
import { KEEP, readAll } from "./bus_driver.ts";
import { type Define, RETENTION_MS } from "./conformance.ts";

/** Defines the tests of looking up times. */
export function timeConformance(define: Define): void {
  define(
    "finds the place in each partition from which on messages were appended since a time",
    async (harness) => {
      const bus = await harness.open();
      await bus.createTopic("t", { partitions: 3, ...KEEP });
      const keys = Array.from({ length: 7 }, (_, i) => `k${i}`);
      const times: number[] = [];
      for (let round = 0; round < 5; round++) {
        await harness.pass(20);
        times.push(harness.nowMs());
        await harness.pass(20);
        // Some partitions get nothing in some rounds.
        const some = keys.filter((_, i) => (i + round) % 4 !== 0 && (round !== 2 || i === 1));
        await bus.publish(some.map((key) => ({ topic: "t", key, value: String(round) })));
      }
      const all = await readAll(bus, "t");
      for (const [round, since] of times.entries()) {
        const from = await bus.offsetsSince("t", since);
        assert.equal(from.length, 3);
        const seen = all.filter(({ partition, offset }) => offset >= from[partition]);
        assert.deepEqual(seen, all.filter(({ value }) => Number(value) >= round));
      }
      const { partitions } = (await bus.describeTopic("t"))!;
      await harness.pass(20);
      assert.deepEqual(
        await bus.offsetsSince("t", harness.nowMs() + 1e9),
        partitions.map(({ latest }) => latest),
      );
      const begin = await bus.offsetsSince("t", 0);
      assert.equal(all.filter(({ partition, offset }) => offset < begin[partition]).length, 0);
    },
  );

  define("finds a time in what retention has left", async (harness) => {
    const bus = await harness.open();
    await bus.createTopic("t", { partitions: 1, retentionMs: RETENTION_MS, retentionBytes: 0 });
    const old = Array.from({ length: 30 }, (_, i) => ({ topic: "t", key: "a", value: `old${i}` }));
    await bus.publish(old);
    await harness.expire("t");
    const { earliest, latest } = (await bus.describeTopic("t"))!.partitions[0];
    const [since] = await bus.offsetsSince("t", 0);
    assert(since >= earliest && since <= latest, `${since} in [${earliest}, ${latest}]`);
  });
}
