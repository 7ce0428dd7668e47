import assert from "node:assert/strict";
import { systemClock } from "#lib/core/clock.ts";
import { Connection } from "#lib/bus/sqlite/connection.ts";

Deno.test("a caller that never pauses leaves timers and signals their turn", async () => {
  const connection = new Connection({ path: ":memory:", clock: systemClock });
  await connection.execute("CREATE TABLE numbers (n)");
  const select = connection.prepare("SELECT count(*) FROM numbers");
  const insert = connection.prepare("INSERT INTO numbers VALUES (?)");
  let stopped = false;
  const timer = setTimeout(() => stopped = true, 1);
  let calls = 0;
  for (; !stopped && calls < 1_000_000; calls++) {
    await connection.write(() => insert.run(calls));
    await connection.read(() => select.get());
  }
  clearTimeout(timer);
  await connection.close();
  assert.ok(stopped, `${calls} calls went by without a turn of the event loop`);
});
