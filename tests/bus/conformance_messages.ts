/**
 * The promises of a bus about topics and messages.
 * @module
 */

import assert from "node:assert/strict";
import { MAX_MESSAGE_BYTES } from "#lib/bus/requests.ts";
import { UserError } from "#lib/core/errors.ts";
import { KEEP, readAll, valuesOf } from "./bus_driver.ts";
import { type Define, FILLER_KEY, RETENTION_MS } from "./conformance.ts";

/** Defines the tests of topics, publishing and reading. */
export function messageConformance(define: Define): void {
  define("describes a topic that is there, and none that is not", async (harness) => {
    const bus = await harness.open();
    assert.equal(await bus.describeTopic("t"), undefined);
    await bus.createTopic("t", { partitions: 3, ...KEEP });
    const info = await bus.describeTopic("t");
    assert.equal(info?.name, "t");
    assert.equal(info?.partitions.length, 3);
    for (const { earliest, latest } of info!.partitions) assert.equal(earliest, latest);
  });

  define("leaves a topic as it is when it is made again", async (harness) => {
    const bus = await harness.open();
    await bus.createTopic("t", { partitions: 2, ...KEEP });
    await bus.publish([{ topic: "t", key: "a", value: "1" }]);
    await (await harness.open()).createTopic("t", { partitions: 5, ...KEEP });
    assert.equal((await bus.describeTopic("t"))?.partitions.length, 2);
    assert.deepEqual(valuesOf(await readAll(bus, "t"), "a"), ["1"]);
  });

  define("refuses topics that no bus can hold", async (harness) => {
    const bus = await harness.open();
    for (const partitions of [0, -1, 1.5, NaN, 1_025]) {
      await assert.rejects(bus.createTopic("t", { partitions, ...KEEP }), RangeError);
    }
    await assert.rejects(bus.createTopic("a b", { partitions: 1, ...KEEP }), RangeError);
    await assert.rejects(
      bus.createTopic("t", { partitions: 1, retentionMs: -1, retentionBytes: 0 }),
      RangeError,
    );
  });

  define("gives payloads back as they were put in", async (harness) => {
    const bus = await harness.open();
    await bus.createTopic("t", { partitions: 1, ...KEEP });
    const inner = Uint8Array.of(9, 0, 255, 1, 9).subarray(1, 4);
    const values = ["text", "ünïcödé 🦀", "", Uint8Array.of(), Uint8Array.of(0, 1, 255), inner];
    await bus.publish(values.map((value) => ({ topic: "t", key: "clé 🔑", value })));
    const seen = (await readAll(bus, "t")).map(({ key, value }) => {
      assert.equal(key, "clé 🔑");
      return typeof value === "string" ? value : Uint8Array.from(value);
    });
    assert.deepEqual(seen, values.map((v) => typeof v === "string" ? v : Uint8Array.from(v)));
  });

  define("keeps a key in one partition, in the order of publishing", async (harness) => {
    const [one, two] = [await harness.open(), await harness.open()];
    await one.createTopic("t", { partitions: 4, ...KEEP });
    const keys = Array.from({ length: 20 }, (_, i) => `link-${i}`);
    for (let round = 0; round < 10; round++) {
      const bus = round % 2 === 0 ? one : two;
      await bus.publish(keys.flatMap((key) => [
        { topic: "t", key, value: `${round}a` },
        { topic: "t", key, value: `${round}b` },
      ]));
    }
    const seen = await readAll(two, "t");
    const expected = Array.from({ length: 10 }, (_, round) => [`${round}a`, `${round}b`]).flat();
    for (const key of keys) {
      assert.deepEqual(valuesOf(seen, key), expected);
      const partitions = seen.filter((m) => m.key === key).map((m) => m.partition);
      assert.equal(new Set(partitions).size, 1);
    }
    assert(new Set(seen.map((m) => m.partition)).size > 1, "keys spread over partitions");
  });

  define("keeps the order of calls that are not awaited", async (harness) => {
    const bus = await harness.open();
    await bus.createTopic("t", { partitions: 2, ...KEEP });
    const calls = Array.from(
      { length: 50 },
      (_, i) => bus.publish([{ topic: "t", key: "a", value: String(i) }]),
    );
    await Promise.all(calls);
    const values = valuesOf(await readAll(bus, "t"), "a");
    assert.deepEqual(values, Array.from({ length: 50 }, (_, i) => String(i)));
  });

  define("publishes all messages or none", async (harness) => {
    const bus = await harness.open();
    await bus.createTopic("t", { partitions: 2, ...KEEP });
    await assert.rejects(
      bus.publish([
        { topic: "t", key: "a", value: "1" },
        { topic: "absent", key: "a", value: "2" },
        { topic: "t", key: "b", value: "3" },
      ]),
      (error) => error instanceof UserError && /topic "absent"/.test(error.message),
    );
    assert.deepEqual(await readAll(bus, "t"), []);
    await bus.publish([{ topic: "t", key: "a", value: "4" }]);
    assert.deepEqual(valuesOf(await readAll(bus, "t"), "a"), ["4"]);
  });

  define("refuses text that not every store keeps whole", async (harness) => {
    const bus = await harness.open();
    await bus.createTopic("t", { partitions: 1, ...KEEP });
    for (const text of ["a\0b", "\ud800"]) {
      await assert.rejects(bus.publish([{ topic: "t", key: text, value: "" }]), RangeError);
      await assert.rejects(bus.publish([{ topic: "t", key: "a", value: text }]), RangeError);
    }
    assert.deepEqual(await readAll(bus, "t"), []);
  });

  define(
    "takes a message of the largest size, and says in a sentence what is larger",
    async (harness) => {
      const bus = await harness.open();
      await bus.createTopic("t", { partitions: 1, ...KEEP });
      const largest = new Uint8Array(MAX_MESSAGE_BYTES - 2);
      const text = "é".repeat(MAX_MESSAGE_BYTES / 2);
      for (const value of [new Uint8Array(MAX_MESSAGE_BYTES), text]) {
        await assert.rejects(bus.publish([{ topic: "t", key: "a", value }]), (error) => {
          assert(error instanceof RangeError);
          assert.match(
            error.message,
            /^Cannot publish to ".*t": .* 1677721[78] bytes.* at most 16777216/,
          );
          return true;
        });
      }
      await bus.publish([{ topic: "t", key: "a", value: largest }]);
      const [message] = await readAll(bus, "t");
      assert.equal(message.value.length, largest.length);
    },
  );

  define("says which topic is missing when one is read or joined", async (harness) => {
    const bus = await harness.open();
    const isClear = (error: unknown) =>
      error instanceof UserError && /topic "absent"/.test(error.message);
    const from = new Map([[0, 0]]);
    await assert.rejects(
      bus.read({ topic: "absent", from, maxMessages: 1, maxBytes: 1 }),
      isClear,
    );
    await assert.rejects(
      bus.join({ group: "g", topic: "absent", sessionTimeoutMs: 10_000 }),
      isClear,
    );
    await assert.rejects(bus.restore("g", "absent", 0), isClear);
    await assert.rejects(bus.offsetsSince("absent", 0), isClear);
  });

  define("reads only the partitions asked for, from the offsets asked for", async (harness) => {
    const bus = await harness.open();
    await bus.createTopic("t", { partitions: 3, ...KEEP });
    const messages = Array.from(
      { length: 90 },
      (_, i) => ({ topic: "t", key: `k${i}`, value: `${i}` }),
    );
    await bus.publish(messages);
    const all = await readAll(bus, "t");
    assert.equal(all.length, 90);
    const ofOne = all.filter((m) => m.partition === 1);
    const middle = ofOne[Math.floor(ofOne.length / 2)].offset;
    const fetched = await bus.read({
      topic: "t",
      from: new Map([[1, middle]]),
      maxMessages: 1_000,
      maxBytes: 1 << 20,
    });
    assert.equal(fetched.length, 1);
    assert.equal(fetched[0].partition, 1);
    const expected = ofOne.filter((m) => m.offset >= middle);
    assert.deepEqual([...fetched[0].offsets], expected.map((m) => m.offset));
    assert.deepEqual([...fetched[0].values], expected.map((m) => m.value));
    const { latest } = (await bus.describeTopic("t"))!.partitions[1];
    const end = new Map([[1, latest]]);
    assert.deepEqual(await bus.read({ topic: "t", from: end, maxMessages: 9, maxBytes: 9 }), []);
  });

  define("reads no more than it is asked for, and one message at least", async (harness) => {
    const bus = await harness.open();
    await bus.createTopic("t", { partitions: 4, ...KEEP });
    const messages = Array.from(
      { length: 60 },
      (_, i) => ({ topic: "t", key: `k${i}`, value: "x".repeat(1 + i % 40) }),
    );
    await bus.publish(messages);
    const from = new Map([0, 1, 2, 3].map((partition) => [partition, 0]));
    for (const maxMessages of [1, 3, 7, 100]) {
      for (const maxBytes of [1, 30, 100, 10_000]) {
        const fetched = await bus.read({ topic: "t", from, maxMessages, maxBytes });
        const sizes = fetched.flatMap(({ values }) => values.map((value) => value.length));
        const bytes = sizes.reduce((sum, size) => sum + size, 0);
        assert(sizes.length >= 1);
        assert(sizes.length <= maxMessages, `${sizes.length} messages, asked for ${maxMessages}`);
        assert(bytes <= maxBytes || sizes.length === 1, `${bytes} bytes, asked for ${maxBytes}`);
      }
    }
    for (const bounds of [{ maxMessages: 1, maxBytes: 1 }, { maxMessages: 5, maxBytes: 41 }]) {
      const seen = await readAll(bus, "t", bounds);
      assert.deepEqual(
        seen.map((m) => `${m.key} ${m.value}`).sort(),
        messages.map((m) => `${m.key} ${m.value}`).sort(),
      );
    }
    for (const bounds of [{ maxMessages: 0, maxBytes: 9 }, { maxMessages: 9, maxBytes: NaN }]) {
      await assert.rejects(bus.read({ topic: "t", from, ...bounds }), RangeError);
    }
  });

  define("lets no partition starve behind a full one", async (harness) => {
    const bus = await harness.open();
    await bus.createTopic("t", { partitions: 2, ...KEEP });
    const keys = Array.from({ length: 8 }, (_, i) => `k${i}`);
    await bus.publish(
      keys.flatMap((key) =>
        Array.from({ length: 50 }, () => ({ topic: "t", key, value: "x".repeat(100) }))
      ),
    );
    const from = new Map([[0, 0], [1, 0]]);
    const partitions = new Set<number>();
    for (let i = 0; i < 4; i++) {
      const fetched = await bus.read({ topic: "t", from, maxMessages: 100, maxBytes: 150 });
      for (const { partition } of fetched) partitions.add(partition);
    }
    assert.deepEqual([...partitions].sort(), [0, 1]);
  });

  define("skips what retention deleted, and never gives an offset twice", async (harness) => {
    const bus = await harness.open();
    await bus.createTopic("t", { partitions: 1, retentionMs: RETENTION_MS, retentionBytes: 0 });
    const old = Array.from({ length: 30 }, (_, i) => ({ topic: "t", key: "a", value: `old${i}` }));
    await bus.publish(old);
    const before = (await bus.describeTopic("t"))!.partitions[0];
    await harness.expire("t");
    const after = (await bus.describeTopic("t"))!.partitions[0];
    assert(after.earliest >= before.latest, "all of the old messages are gone");
    assert(after.latest >= before.latest);
    await bus.publish([{ topic: "t", key: "a", value: "new" }]);
    const fetched = await bus.read({
      topic: "t",
      from: new Map([[0, before.earliest]]),
      maxMessages: 100,
      maxBytes: 1 << 20,
    });
    const { keys, values, offsets } = fetched[0];
    assert.deepEqual(values.filter((_, i) => keys[i] !== FILLER_KEY), ["new"]);
    assert(offsets[0] >= before.latest, "an offset was given twice");
  });
}
