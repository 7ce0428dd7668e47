import assert from "node:assert/strict";
import { join } from "node:path";
import type { MemoryStore } from "#lib/bus/memory/memory_store.ts";
import { openBus } from "#lib/bus/open.ts";
import { UsageError, UserError } from "#lib/core/errors.ts";
import { KEEP, readAll } from "./bus_driver.ts";

Deno.test("openBus() names the kinds that it knows", async () => {
  await assert.rejects(openBus("nats://host", { ifMissing: "create" }), (error) => {
    assert(error instanceof UsageError);
    assert.equal(
      error.message,
      'Cannot open the bus "nats://host": there is no kind "nats"; expected sqlite:, memory:, ' +
        "kafka: or the path of a log",
    );
    return true;
  });
  await assert.rejects(openBus("", { ifMissing: "create" }), UsageError);
  await assert.rejects(openBus("sqlite:", { ifMissing: "create" }), UsageError);
});

Deno.test("openBus() takes a plain path and sqlite: for the same log", async () => {
  const folder = await Deno.makeTempDir({ prefix: "bus-" });
  try {
    const path = join(folder, "deep", "er", "x.db");
    {
      await using bus = await openBus(path, { ifMissing: "create" });
      await bus.createTopic("t", { partitions: 1, ...KEEP });
      await bus.publish([{ topic: "t", key: "a", value: "1" }]);
    }
    await using again = await openBus(`sqlite:${path}`, { ifMissing: "fail" });
    assert.equal((await readAll(again, "t")).length, 1);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("openBus() says what makes a log where there is none, and makes none itself", async () => {
  const folder = await Deno.makeTempDir({ prefix: "bus-" });
  try {
    const path = join(folder, "traffic.db");
    const isClear = (error: unknown) => {
      assert(error instanceof UserError);
      assert.equal(
        error.message,
        `Cannot open the bus: no log at "${path}"; make one with deno task generate or deno task ` +
          "capture",
      );
      return true;
    };
    await assert.rejects(openBus(path, { ifMissing: "fail" }), isClear);
    assert.deepEqual([...Deno.readDirSync(folder)], []);
    await Deno.writeFile(path, new Uint8Array());
    await assert.rejects(openBus(path, { ifMissing: "fail" }), isClear);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("openBus() shares a memory bus by name among those with the same stores", async () => {
  const memoryStores = new Map<string, MemoryStore>();
  await using one = await openBus("memory:x", { ifMissing: "create", memoryStores });
  await one.createTopic("t", { partitions: 1, ...KEEP });
  await using same = await openBus("memory:x", { ifMissing: "fail", memoryStores });
  await using other = await openBus("memory:y", { ifMissing: "create", memoryStores });
  await using fresh = await openBus("memory:x", { ifMissing: "create" });
  assert(await same.describeTopic("t") !== undefined);
  assert.equal(await other.describeTopic("t"), undefined);
  assert.equal(await fresh.describeTopic("t"), undefined);
});
