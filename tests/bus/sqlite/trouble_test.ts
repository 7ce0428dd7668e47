import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { FencedError, type OutgoingMessage } from "#lib/bus/bus.ts";
import { Connection } from "#lib/bus/sqlite/connection.ts";
import { openLog } from "#lib/bus/sqlite/open_log.ts";
import { SqliteBus } from "#lib/bus/sqlite/sqlite_bus.ts";
import { UserError } from "#lib/core/errors.ts";
import { KEEP, readAll, settle } from "../bus_driver.ts";
import { makeLogHarness } from "./log_harness.ts";

const isDiskFull = (error: unknown) =>
  error instanceof UserError && /the disk is full; make room and start again$/.test(error.message);

function messages(count: number): OutgoingMessage[] {
  return Array.from({ length: count }, (_, i) => (
    { topic: "t", key: `k${i}`, value: "x".repeat(1_000) }
  ));
}

Deno.test("a full disk stops publish() and commit() with nothing half-written", async () => {
  await using harness = await makeLogHarness();
  const { path, clock } = harness;
  const reader = await harness.open();
  await reader.createTopic("t", { partitions: 2, ...KEEP });
  const connection = new Connection({ path, clock });
  await using full = new SqliteBus(connection, { clock });
  const member = await full.join({ group: "g", topic: "t", sessionTimeoutMs: 10_000 });
  await settle(harness, [member], 2);
  await full.publish(messages(10));
  await connection.execute("PRAGMA max_page_count = 30");

  await assert.rejects(full.publish(messages(1_000)), isDiskFull);
  assert.equal((await readAll(reader, "t")).length, 10);
  const step = {
    group: "g",
    topic: "t",
    owned: member.owned,
    offsets: new Map([[0, 5]]),
    state: [{ partition: 0, key: "a", value: Uint8Array.of(1) }],
  };
  await assert.rejects(full.commit({ ...step, outputs: messages(1_000) }), isDiskFull);
  assert.equal((await readAll(reader, "t")).length, 10);
  assert.deepEqual(await reader.restore("g", "t", 0), { offset: undefined, entries: new Map() });

  await connection.execute("PRAGMA max_page_count = 100000");
  await full.commit({ ...step, outputs: messages(1_000) });
  assert.equal((await readAll(reader, "t")).length, 1_010);
  assert.equal((await reader.restore("g", "t", 0)).offset, 5);
});

Deno.test("a lock that another holds is waited for, and named when it lasts", async () => {
  await using harness = await makeLogHarness();
  const { path, clock } = harness;
  const lockTimeoutMs = 500;
  await using bus = new SqliteBus(
    await openLog({ path, clock, lockTimeoutMs, ifMissing: "create" }),
    { clock },
  );
  await bus.createTopic("t", { partitions: 1, ...KEEP });
  const other = new DatabaseSync(path);
  other.exec("BEGIN IMMEDIATE");
  const start = clock.nowMs();
  await assert.rejects(
    bus.publish(messages(1)),
    (error) =>
      error instanceof UserError &&
      error.message === `Cannot use the log "${path}": another process has kept it locked for ` +
          "0.5 s; stop that process or try again later",
  );
  assert(clock.nowMs() - start >= lockTimeoutMs);
  assert.deepEqual(await readAll(bus, "t"), [], "reading needs no lock");

  const waiting = bus.publish(messages(1));
  await clock.sleep(100);
  other.exec("COMMIT");
  other.close();
  await waiting;
  assert.equal((await readAll(bus, "t")).length, 1);
});

Deno.test("a failed call leaves those after it in their order", async () => {
  await using harness = await makeLogHarness();
  const bus = await harness.open();
  await bus.createTopic("t", { partitions: 1, ...KEEP });
  const text = (value: string) => bus.publish([{ topic: "t", key: "a", value }]);
  const results = await Promise.allSettled([
    text("1"),
    bus.publish([{ topic: "absent", key: "a", value: "2" }]),
    text("3"),
    bus.commit({
      group: "g",
      topic: "t",
      owned: [{ partition: 0, epoch: 99 }],
      offsets: new Map(),
      outputs: [],
      state: [],
    }),
    text("4"),
  ]);
  assert.deepEqual(
    results.map((result) => result.status === "rejected" ? result.reason.constructor : "ok"),
    ["ok", UserError, "ok", FencedError, "ok"],
  );
  assert.deepEqual((await readAll(bus, "t")).map(({ value }) => value), ["1", "3", "4"]);
});
