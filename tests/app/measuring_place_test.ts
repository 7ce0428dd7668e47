import assert from "node:assert/strict";
import { join } from "node:path";
import { measuringPlace } from "#lib/app/measuring_place.ts";
import { systemClock } from "#lib/core/clock.ts";
import { UserError } from "#lib/core/errors.ts";
import { silentLog } from "#lib/core/log.ts";

const context = { clock: systemClock, log: silentLog, out: () => {} };

Deno.test("measuringPlace() removes a temporary log with its folder", async () => {
  const place = await measuringPlace("sqlite:", context);
  const path = place.address.replace("sqlite:", "");
  await Deno.writeTextFile(path, "");
  await place[Symbol.asyncDispose]();
  await assert.rejects(Deno.stat(join(path, "..")), Deno.errors.NotFound);
});

Deno.test("measuringPlace() fills no log that is there already", async () => {
  await assert.rejects(measuringPlace(`sqlite:${import.meta.filename}`, context), UserError);
});

Deno.test("measuringPlace() takes an address of Kafka for no path, and names topics of its own", async () => {
  const first = await measuringPlace("kafka://localhost:1", context);
  const second = await measuringPlace("kafka://localhost:1", context);
  assert.equal(first.kind, "kafka");
  assert.notEqual(first.prefix, second.prefix);
});
