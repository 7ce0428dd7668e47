import assert from "node:assert/strict";
import { readAddress } from "#lib/bus/kafka/address.ts";
import { KafkaBus } from "#lib/bus/kafka/kafka_bus.ts";
import { systemClock } from "#lib/core/clock.ts";
import { UserError } from "#lib/core/errors.ts";

/** Long enough for the attempts of which a log is told. */
const PATIENCE_MS = 1_000;

Deno.test("KafkaBus that was given no log tries again in silence while no broker answers", async () => {
  const address = await readAddress("//127.0.0.1:1");
  await using bus = new KafkaBus(address, {
    clock: systemClock,
    log: undefined,
    patienceMs: PATIENCE_MS,
  });
  await assert.rejects(bus.open(), (error) => {
    assert(error instanceof UserError, String(error));
    assert.match(error.message, /^Cannot open the bus on .*: no broker has answered for /);
    return true;
  });
});
