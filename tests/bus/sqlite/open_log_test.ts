import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { dirname, join } from "node:path";
import { openBus } from "#lib/bus/open.ts";
import { UserError } from "#lib/core/errors.ts";
import { KEEP, readAll } from "../bus_driver.ts";
import { makeLogHarness } from "./log_harness.ts";

/** Expects opening to fail with this sentence, both for reading and for making a log. */
async function refuses(path: string, sentence: RegExp): Promise<void> {
  for (const ifMissing of ["create", "fail"] as const) {
    await assert.rejects(openBus(path, { ifMissing }), (error) => {
      assert(error instanceof UserError, String(error));
      assert.match(error.message, sentence);
      return true;
    });
  }
}

Deno.test("openLog() refuses a file that is no database", async () => {
  await using harness = await makeLogHarness();
  await Deno.writeTextFile(harness.path, "ts,link,len\n".repeat(1_000));
  await refuses(harness.path, /the file is no SQLite database; name another file$/);
  assert.match(await Deno.readTextFile(harness.path), /^ts,link/);
});

Deno.test("openLog() refuses another program's database, and leaves it alone", async () => {
  await using harness = await makeLogHarness();
  const foreign = new DatabaseSync(harness.path);
  foreign.exec("CREATE TABLE bookmarks (url)");
  foreign.close();
  await refuses(harness.path, /a SQLite database of another program; name another file$/);
  const again = new DatabaseSync(harness.path);
  const tables = again.prepare("SELECT name FROM sqlite_schema").all();
  assert.deepEqual(tables.map((row) => row.name), ["bookmarks"]);
  again.close();
});

Deno.test("openLog() refuses a log of a newer version, naming both", async () => {
  await using harness = await makeLogHarness();
  await (await harness.open())[Symbol.asyncDispose]();
  const later = new DatabaseSync(harness.path);
  later.exec("PRAGMA user_version = 7");
  later.close();
  await refuses(harness.path, /it has version 7 and this program knows up to version 1; update/);
});

Deno.test("openLog() refuses a folder, and a path below a file", async () => {
  await using harness = await makeLogHarness();
  await refuses(dirname(harness.path), /the file or its folder cannot be opened; check the path/);
  await Deno.writeTextFile(harness.path, "");
  const below = join(harness.path, "x.db");
  await assert.rejects(openBus(below, { ifMissing: "fail" }), /no log at/);
  await assert.rejects(
    openBus(below, { ifMissing: "create" }),
    (error) => error instanceof UserError && /its folder cannot be made/.test(error.message),
  );
});

Deno.test("openLog() refuses a damaged log", async () => {
  await using harness = await makeLogHarness();
  {
    await using bus = await openBus(harness.path, { ifMissing: "create" });
    await bus.createTopic("t", { partitions: 4, ...KEEP });
  }
  const bytes = await Deno.readFile(harness.path);
  await Deno.writeFile(harness.path, bytes.fill(0x5a, 100));
  await refuses(harness.path, /the file is damaged; move it away and make a new log$/);
});

Deno.test("openLog() lets many make one log at the same time", async () => {
  await using harness = await makeLogHarness();
  const buses = await Promise.all(Array.from({ length: 8 }, () => harness.open()));
  await Promise.all(buses.map((bus) => bus.createTopic("t", { partitions: 3, ...KEEP })));
  await Promise.all(buses.map((bus, i) => bus.publish([{ topic: "t", key: "a", value: `${i}` }])));
  assert.equal((await readAll(buses[0], "t")).length, 8);
});

Deno.test("a log that all have closed is one file", async () => {
  await using harness = await makeLogHarness();
  const buses = [await harness.open(), await harness.open()];
  await buses[0].createTopic("t", { partitions: 1, ...KEEP });
  const member = await buses[1].join({ group: "g", topic: "t", sessionTimeoutMs: 1_000 });
  await member.poll();
  for (const bus of buses) {
    await bus[Symbol.asyncDispose]();
    await bus[Symbol.asyncDispose]();
  }
  const names = [...Deno.readDirSync(dirname(harness.path))].map(({ name }) => name).sort();
  assert.deepEqual(names, ["traffic.db", "traffic.db-members"]);
  assert.deepEqual([...Deno.readDirSync(`${harness.path}-members`)], []);
});
