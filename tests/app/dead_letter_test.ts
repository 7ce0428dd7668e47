import assert from "node:assert/strict";
import { type BadRecord, deadLetter } from "#lib/app/dead_letter.ts";
import { MemoryBus } from "#lib/bus/memory/memory_bus.ts";
import { MemoryStore } from "#lib/bus/memory/memory_store.ts";
import { KEEP, readAll } from "../bus/bus_driver.ts";
import { ManualClock } from "../bus/manual_clock.ts";

/** Gives what a dead letter of a payload says. */
function letterOf(payload: string | Uint8Array, given: Partial<BadRecord> = {}) {
  const bad = { topic: "packets", partition: 3, offset: 17, key: "eth0", reason: "not JSON" };
  const { topic, key, value } = deadLetter("dead-letters", { ...bad, ...given, payload });
  assert.equal(topic, "dead-letters");
  assert.equal(key, given.key ?? "eth0");
  return JSON.parse(String(value));
}

Deno.test("a dead letter says where a message lay, why it is bad, and what it carried", () => {
  assert.deepEqual(letterOf("{"), {
    v: 1,
    topic: "packets",
    partition: 3,
    offset: 17,
    key: "eth0",
    reason: "not JSON",
    size: 1,
    encoding: "text",
    payload: "{",
  });
});

Deno.test("bytes go into a dead letter as base64", () => {
  const { encoding, payload, size } = letterOf(Uint8Array.of(0, 255, 16));
  assert.deepEqual([encoding, payload, size], ["base64", "AP8Q", 3]);
});

Deno.test("a long payload is cut, and its whole size is said", () => {
  const text = letterOf("x".repeat(5_000));
  assert.deepEqual([text.payload.length, text.size], [1_024, 5_000]);
  const bytes = letterOf(new Uint8Array(5_000).fill(7));
  assert.deepEqual([Uint8Array.fromBase64(bytes.payload).length, bytes.size], [1_024, 5_000]);
});

Deno.test("a dead letter of a key that no bus publishes has one that every bus does", async () => {
  const bus = new MemoryBus(new MemoryStore(), { clock: new ManualClock() });
  await bus.createTopic("dead-letters", { partitions: 1, ...KEEP });
  const keys = ["a\0b", "\ud800", "k".repeat(5_000), ""];
  const bad = { topic: "packets", partition: 0, offset: 0, reason: "not JSON", payload: "" };
  await bus.publish(keys.map((key) => deadLetter("dead-letters", { ...bad, key })));
  const read = await readAll(bus, "dead-letters");
  const expected = ["a\ufffdb", "\ufffd", "k".repeat(1_024), ""];
  assert.deepEqual(read.map(({ key }) => key), expected);
  assert.deepEqual(read.map(({ value }) => JSON.parse(String(value)).key), expected);
});

Deno.test("every bus takes a dead letter, whatever its payload and where it is cut", async () => {
  const bus = new MemoryBus(new MemoryStore(), { clock: new ManualClock() });
  await bus.createTopic("dead-letters", { partitions: 1, ...KEEP });
  const odd = ["a\0b", "\ud800", "x".repeat(1_023) + "😀", "\u2028", "<script>", ""];
  await bus.publish(odd.map((payload) => (
    deadLetter("dead-letters", {
      topic: "packets",
      partition: 0,
      offset: 0,
      key: "é😀",
      reason: "unknown version",
      payload,
    })
  )));
  const read = await readAll(bus, "dead-letters");
  assert.deepEqual(
    read.map(({ value }) => JSON.parse(String(value)).payload),
    ["a\0b", "\ufffd", "x".repeat(1_023) + "\ufffd", "\u2028", "<script>", ""],
  );
});
