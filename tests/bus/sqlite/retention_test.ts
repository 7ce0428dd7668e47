import assert from "node:assert/strict";
import type { Bus } from "#lib/bus/bus.ts";
import { readAll } from "../bus_driver.ts";
import { makeLogHarness } from "./log_harness.ts";

const PARTITIONS = 3;

async function publish(bus: Bus, count: number, label: string): Promise<void> {
  const value = `${label} `.padEnd(100, ".");
  await bus.publish(Array.from({ length: count }, (_, i) => ({ topic: "t", key: `k${i}`, value })));
}

async function labels(bus: Bus): Promise<Set<string>> {
  return new Set((await readAll(bus, "t")).map(({ value }) => String(value).split(" ")[0]));
}

Deno.test("retention by time deletes what was appended too long ago, and nothing else", async () => {
  await using harness = await makeLogHarness();
  const bus = await harness.open();
  await bus.createTopic("t", { partitions: PARTITIONS, retentionMs: 10_000, retentionBytes: 0 });
  for (let second = 0; second < 30; second++) {
    await publish(bus, 50, `${second}`);
    await harness.pass(1_000);
  }
  const kept = [...await labels(bus)].map(Number).sort((a, b) => a - b);
  assert.deepEqual(kept, Array.from({ length: 11 }, (_, i) => 19 + i));
});

Deno.test("retention by size keeps the newest, over all partitions", async () => {
  await using harness = await makeLogHarness();
  const bus = await harness.open();
  await bus.createTopic("t", { partitions: PARTITIONS, retentionMs: 0, retentionBytes: 50_000 });
  for (let second = 0; second < 40; second++) {
    await publish(bus, 50, `${second}`);
    await harness.pass(1_000);
  }
  const seen = await readAll(bus, "t");
  // 50,000 bytes are 10 batches of 5,000, and the last append came after its step.
  assert(seen.length >= 500 && seen.length <= 550, `${seen.length} messages left`);
  const kept = [...await labels(bus)].map(Number);
  assert(Math.min(...kept) >= 28, `the oldest is ${Math.min(...kept)}`);
  assert.equal(new Set(seen.map(({ partition }) => partition)).size, PARTITIONS);
});

Deno.test("retention works off a backlog in steps of bounded size", async () => {
  await using harness = await makeLogHarness();
  const bus = await harness.open();
  await bus.createTopic("t", { partitions: PARTITIONS, retentionMs: 10_000, retentionBytes: 0 });
  for (let i = 0; i < 10; i++) await publish(bus, 1_000, "old");
  await harness.pass(60_000);
  let left = 10_000;
  let steps = 0;
  while (left > 0) {
    await publish(bus, 1, "new");
    steps++;
    const old = (await readAll(bus, "t")).filter(({ value }) => String(value).startsWith("old"));
    assert(left - old.length <= 1_000, `one step deleted ${left - old.length} messages`);
    assert(old.length < left, "a step deleted nothing");
    left = old.length;
  }
  assert.equal(steps, 10);
});

Deno.test("retention leaves other topics and what keeps for ever alone", async () => {
  await using harness = await makeLogHarness();
  const bus = await harness.open();
  await bus.createTopic("t", { partitions: 1, retentionMs: 10, retentionBytes: 10 });
  await bus.createTopic("u", { partitions: 1, retentionMs: 0, retentionBytes: 0 });
  for (let i = 0; i < 5; i++) {
    await publish(bus, 5, `${i}`);
    await bus.publish([{ topic: "u", key: "a", value: `${i}` }]);
    await harness.pass(5_000);
  }
  assert.equal((await readAll(bus, "u")).length, 5);
  assert.deepEqual(await labels(bus), new Set(["4"]));
});

Deno.test("offsets go on where they were after all messages are gone and all have left", async () => {
  await using harness = await makeLogHarness();
  const bus = await harness.open();
  await bus.createTopic("t", { partitions: 1, retentionMs: 10_000, retentionBytes: 0 });
  await publish(bus, 500, "old");
  await harness.expire("t");
  await harness.expire("t");
  const [{ latest }] = (await bus.describeTopic("t"))!.partitions;
  await bus[Symbol.asyncDispose]();
  const again = await harness.open();
  await publish(again, 1, "new");
  const seen = await readAll(again, "t");
  assert.equal(seen.at(-1)!.offset, latest);
  assert(latest > 500);
});
