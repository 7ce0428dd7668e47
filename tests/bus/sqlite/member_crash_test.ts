import assert from "node:assert/strict";
import type { Bus } from "#lib/bus/bus.ts";
import { openBus } from "#lib/bus/open.ts";
import { KEEP, readAll, valuesOf } from "../bus_driver.ts";
import { Child, PATIENCE_LINES } from "./child_process.ts";
import { makeLogHarness } from "./log_harness.ts";

const PARTITIONS = 4;
const KEYS = Array.from({ length: 10 }, (_, i) => `link-${i}`);
const HOUR_MS = "3600000";

/** Publishes numbered messages under all keys. */
async function publish(bus: Bus, from: number, to: number): Promise<void> {
  for (let number = from; number < to; number++) {
    await bus.publish(KEYS.map((key) => ({ topic: "in", key, value: String(number) })));
  }
}

/** Reads a child's lines until the output topic holds as many messages as it should. */
async function workUntil(bus: Bus, worker: Child, count: number): Promise<void> {
  for (let read = 0; (await readAll(bus, "out")).length < count; read++) {
    assert(read < PATIENCE_LINES && await worker.line() !== undefined, "the work was not done");
  }
}

/** Checks that all numbers came out once and in order, and no partition had two owners under one
 * epoch. */
async function checkOutcome(bus: Bus, count: number, workers: readonly Child[]): Promise<void> {
  const seen = await readAll(bus, "out");
  const expected = Array.from({ length: count }, (_, i) => String(i));
  for (const key of KEYS) assert.deepEqual(valuesOf(seen, key), expected);
  const ownerships = workers.flatMap((worker) => worker.seen.filter((line) => /^own/.test(line)));
  assert.equal(new Set(ownerships).size, ownerships.length, "two owners under one epoch");
}

Deno.test("a member that was killed is noticed by the next poll of another", async () => {
  await using harness = await makeLogHarness();
  await using bus = await openBus(harness.path, { ifMissing: "create" });
  await bus.createTopic("in", { partitions: PARTITIONS, ...KEEP });
  await bus.createTopic("out", { partitions: PARTITIONS, ...KEEP });
  const join = { group: "g", topic: "in", sessionTimeoutMs: Number(HOUR_MS) };
  await using member = await bus.join(join);
  for (let round = 0; round < 3; round++) {
    await using victim = new Child("worker.ts", harness.path, "g", "out", HOUR_MS);
    while (!victim.seen.some((line) => line.startsWith("own"))) {
      await victim.line();
      await member.poll();
    }
    assert(member.owned.length < PARTITIONS);
    await victim.kill();
    await member.poll();
    assert.equal(member.owned.length, PARTITIONS);
  }
  assert.equal([...Deno.readDirSync(`${harness.path}-members`)].length, 1);
});

Deno.test("a worker started again after kill -9 goes on at once, with nothing lost or doubled", async () => {
  await using harness = await makeLogHarness();
  await using bus = await openBus(harness.path, { ifMissing: "create" });
  await bus.createTopic("in", { partitions: PARTITIONS, ...KEEP });
  await bus.createTopic("out", { partitions: PARTITIONS, ...KEEP });
  const workers: Child[] = [];
  for (let round = 0; round < 4; round++) {
    await publish(bus, 50 * round, 50 * (round + 1));
    await using worker = new Child("worker.ts", harness.path, "g", "out", HOUR_MS);
    workers.push(worker);
    for (let lines = 6 + 2 * round; lines > 0; lines--) await worker.line();
    await worker.kill();
  }
  await using last = new Child("worker.ts", harness.path, "g", "out", HOUR_MS);
  workers.push(last);
  await workUntil(bus, last, 200 * KEYS.length);
  assert(await last.until("idle"));
  await checkOutcome(bus, 200, workers);
});

Deno.test("a worker that hangs past its timeout is fenced when it wakes up", async () => {
  await using harness = await makeLogHarness();
  await using bus = await openBus(harness.path, { ifMissing: "create" });
  await bus.createTopic("in", { partitions: PARTITIONS, ...KEEP });
  await bus.createTopic("out", { partitions: PARTITIONS, ...KEEP });
  await publish(bus, 0, 100);
  await using hanging = new Child("worker.ts", harness.path, "g", "out", "300", "hangs");
  assert(await hanging.until("hangs"));
  await publish(bus, 100, 150);
  await using other = new Child("worker.ts", harness.path, "g", "out", "300");
  await workUntil(bus, other, 150 * KEYS.length);
  hanging.signal("SIGCONT");
  assert(await hanging.until("fenced"));
  // Both share the partitions again and go on.
  await publish(bus, 150, 200);
  await workUntil(bus, other, 200 * KEYS.length);
  assert(await hanging.until("idle"));
  assert(await other.until("idle"));
  await checkOutcome(bus, 200, [hanging, other]);
});
