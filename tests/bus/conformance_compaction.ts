/**
 * The promises of a bus about topics that are compacted. What has been deleted at a time is the
 * adapter's matter; what must be there, and how it is read, is not.
 * @module
 */

import assert from "node:assert/strict";
import type { TopicOptions } from "#lib/bus/bus.ts";
import { KEEP, readAll, settle } from "./bus_driver.ts";
import type { Define } from "./conformance.ts";

const COMPACTED: Omit<TopicOptions, "partitions"> = { ...KEEP, cleanup: "compact" };
const KEYS = ["link-0", "link-1", "link-2", "link-3"];
const ROUNDS = 8;

/** Publishes each id of each key in several versions: three ids, of which the last is the key. */
function versions(topic: string) {
  return Array.from(
    { length: ROUNDS },
    (_, round) =>
      KEYS.flatMap((key) => [
        { topic, key, id: `${key}|a`, value: `a ${round}` },
        { topic, key, id: `${key}|b`, value: Uint8Array.of(round) },
        { topic, key, value: `${round}` },
      ]),
  );
}

/** Defines the tests of compaction. */
export function compactionConformance(define: Define): void {
  define("keeps the last message of each id in a compacted topic", async (harness) => {
    const bus = await harness.open();
    await bus.createTopic("t", { partitions: 3, ...COMPACTED });
    for (const messages of versions("t")) await bus.publish(messages);
    const seen = await readAll(bus, "t");
    for (const key of KEYS) {
      const ofKey = seen.filter((message) => message.key === key);
      assert.equal(new Set(ofKey.map(({ partition }) => partition)).size, 1);
      const texts = ofKey.map(({ value }) => value).filter((value) => typeof value === "string");
      assert(texts.includes(`a ${ROUNDS - 1}`), "the last text of the id");
      assert(texts.includes(`${ROUNDS - 1}`), "the last of the key");
      const bytes = ofKey.map(({ value }) => value).filter((value) => typeof value !== "string");
      assert.deepEqual(Array.from(bytes.at(-1)!), [ROUNDS - 1]);
    }
    assert.deepEqual([...new Set(seen.map(({ key }) => key))].sort(), KEYS);
  });

  define("lays a message with an id where one without would lie", async (harness) => {
    const bus = await harness.open();
    await bus.createTopic("plain", { partitions: 4, ...KEEP });
    await bus.createTopic("ids", { partitions: 4, ...COMPACTED });
    await bus.publish(KEYS.flatMap((key) => [
      { topic: "plain", key, value: "" },
      { topic: "ids", key, id: `of ${key}`, value: "" },
    ]));
    const placesIn = async (topic: string) =>
      (await readAll(bus, topic)).map(({ key, partition }) => `${key} ${partition}`).sort();
    assert.deepEqual(await placesIn("ids"), await placesIn("plain"));
  });

  define("takes outputs with ids in a commit", async (harness) => {
    const bus = await harness.open();
    await bus.createTopic("in", { partitions: 1, ...KEEP });
    await bus.createTopic("out", { partitions: 1, ...COMPACTED });
    await using member = await bus.join({ group: "g", topic: "in", sessionTimeoutMs: 10_000 });
    await settle(harness, [member], 1);
    await bus.commit({
      group: "g",
      topic: "in",
      owned: member.owned,
      offsets: new Map([[0, 0]]),
      outputs: [{ topic: "out", key: "clé", id: "clé|1", value: "1" }],
      state: [],
    });
    const seen = await readAll(bus, "out");
    assert.deepEqual(seen.map(({ key, value }) => [key, value]), [["clé", "1"]]);
  });

  define("refuses an id that not every store keeps whole", async (harness) => {
    const bus = await harness.open();
    await bus.createTopic("t", { partitions: 1, ...COMPACTED });
    for (const id of ["a\0b", "\ud800"]) {
      await assert.rejects(bus.publish([{ topic: "t", key: "a", id, value: "" }]), RangeError);
    }
    assert.deepEqual(await readAll(bus, "t"), []);
  });
}
