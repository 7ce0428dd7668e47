import assert from "node:assert/strict";
import { readAddress } from "#lib/bus/kafka/address.ts";
import { KafkaBus } from "#lib/bus/kafka/kafka_bus.ts";
import { systemClock } from "#lib/core/clock.ts";
import { UserError } from "#lib/core/errors.ts";
import type { Clock } from "#lib/core/time.ts";

/** Long enough for the attempts of which a log is told. */
const PATIENCE_MS = 1_000;
/** The attempt at which a process is asked to stop. */
const STOP_AT = 3;
/** How long it goes on trying then. */
const STOPPED_MS = 5_000;

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

Deno.test("KafkaBus waits for brokers that are away a moment only once it is asked to stop", async () => {
  let nowMs = 0;
  const stop = new AbortController();
  const attempts: number[] = [];
  const clock: Clock = {
    nowMs: () => nowMs,
    sleep: (lengthMs) => {
      nowMs += lengthMs;
      return Promise.resolve();
    },
  };
  await using bus = new KafkaBus(await readAddress("//127.0.0.1:1"), {
    clock,
    signal: stop.signal,
    onRetry: () => {
      attempts.push(nowMs);
      if (attempts.length === STOP_AT) stop.abort();
    },
  });
  await assert.rejects(bus.describeTopic("packets"), /^UserError: Cannot describe the topic/);
  const stoppedMs = attempts[STOP_AT - 1];
  assert(nowMs - stoppedMs >= STOPPED_MS && nowMs - stoppedMs < STOPPED_MS + 2_000, `${nowMs} ms`);
  assert(attempts.length > STOP_AT);
});
