import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import type { Bus } from "#lib/bus/bus.ts";
import { openBus } from "#lib/bus/open.ts";
import { Random } from "#lib/core/random.ts";
import { KEEP, readAll, type Seen, settle, valuesOf } from "../bus_driver.ts";
import { Child, PATIENCE_LINES } from "./child_process.ts";
import { makeLogHarness } from "./log_harness.ts";

const COPIES = 20;

async function makeTopics(bus: Bus): Promise<void> {
  await bus.createTopic("in", { partitions: 4, ...KEEP });
  await bus.createTopic("out", { partitions: 4, ...KEEP });
}

function checkIntegrity(path: string): void {
  const db = new DatabaseSync(path);
  assert.deepEqual(Object.values(db.prepare("PRAGMA integrity_check").get()!), ["ok"]);
  db.close();
}

/** Checks that a key holds whole publishes in order, without a gap, at least those that were
 * acknowledged. */
function checkWriter(seen: readonly Seen[], key: string, acknowledged: number): void {
  const values = valuesOf(seen, key);
  const expected = values.map((_, i) => `${Math.floor(i / COPIES)}:${i % COPIES}`);
  assert.deepEqual(values, expected, `${key} is torn`);
  assert.equal(values.length % COPIES, 0, `${key} holds part of a publish`);
  assert(values.length >= acknowledged * COPIES, `${key} lost what was acknowledged`);
}

Deno.test("a writer killed at any moment loses nothing acknowledged and stops nobody", async () => {
  await using harness = await makeLogHarness();
  const { path } = harness;
  const reader = await harness.open();
  await makeTopics(reader);
  const random = new Random(5);
  await using survivor = new Child("writer.ts", path, "survivor-", "0");
  assert(await survivor.until("0"));
  for (let round = 0; round < 6; round++) {
    const prefix = `victim${round}-`;
    await using victim = new Child("writer.ts", path, prefix, "0");
    for (let lines = 1 + random.integer(40); lines > 0; lines--) await victim.line();
    await victim.kill();
    const seen = await readAll(reader, "in");
    for (let key = 0; key < 5; key++) checkWriter(seen, `${prefix}${key}`, victim.seen.length);
    const before = survivor.seen.length;
    assert(await survivor.until(String(before + 1)), "the other writer stopped");
  }
  await survivor.kill();
  const seen = await readAll(reader, "in");
  for (let key = 0; key < 5; key++) checkWriter(seen, `survivor-${key}`, survivor.seen.length);
  checkIntegrity(path);
});

Deno.test("a process killed inside a transaction leaves nothing of it", async () => {
  await using harness = await makeLogHarness();
  const { path } = harness;
  const bus = await harness.open();
  await makeTopics(bus);
  const member = await bus.join({ group: "g", topic: "in", sessionTimeoutMs: 10_000 });
  await settle(harness, [member], 4);
  const { epoch } = member.owned[0];
  for (const what of ["publish", "commit"]) {
    await using child = new Child("dies_inside.ts", path, what, String(epoch));
    const { signal } = await child.end();
    assert.equal(signal, "SIGKILL");
    assert.deepEqual(await readAll(bus, "in"), []);
    assert.deepEqual(await bus.restore("g", "in", 0), { offset: undefined, entries: new Map() });
  }
  await bus.publish([{ topic: "in", key: "a", value: "after" }]);
  await bus.commit({
    group: "g",
    topic: "in",
    owned: member.owned,
    offsets: new Map([[0, 1]]),
    outputs: [],
    state: [],
  });
  await bus[Symbol.asyncDispose]();
  await using again = await openBus(path, { ifMissing: "fail" });
  assert.deepEqual(valuesOf(await readAll(again, "in"), "a"), ["after"]);
  assert.equal((await again.restore("g", "in", 0)).offset, 1);
  checkIntegrity(path);
});

Deno.test("two processes write and four groups read at once, each seeing all in order", async () => {
  await using harness = await makeLogHarness();
  const { path } = harness;
  const reader = await harness.open();
  await makeTopics(reader);
  const groups = ["g0", "g1", "g2", "g3"];
  for (const group of groups) await reader.createTopic(group, { partitions: 2, ...KEEP });
  const publishes = 60;
  await using children = new AsyncDisposableStack();
  const start = (...args: [string, ...string[]]) => children.use(new Child(...args));
  const writers = ["a-", "b-"].map((prefix) => start("writer.ts", path, prefix, `${publishes}`));
  const workers = groups.map((group) => start("worker.ts", path, group, group, "60000"));
  for (const writer of writers) assert.equal((await writer.end()).code, 0);
  const expected = await readAll(reader, "in");
  for (const prefix of ["a-", "b-"]) {
    for (let key = 0; key < 5; key++) checkWriter(expected, `${prefix}${key}`, publishes);
  }
  for (const [i, worker] of workers.entries()) {
    for (let read = 0; (await readAll(reader, groups[i])).length < expected.length; read++) {
      assert(read < PATIENCE_LINES && await worker.line() !== undefined, "a group stopped");
    }
    assert(await worker.until("idle"));
    const seen = await readAll(reader, groups[i]);
    assert.equal(seen.length, expected.length);
    for (const key of new Set(expected.map((message) => message.key))) {
      assert.deepEqual(valuesOf(seen, key), valuesOf(expected, key));
    }
  }
});
