import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { counterLine, CounterReport } from "#lib/app/counter_report.ts";
import type { Clock } from "#lib/core/time.ts";
import { Telemetry } from "#lib/telemetry/telemetry.ts";

/** A clock that moves by each sleep; sleeps end when the test's turn comes. */
class TurnClock implements Clock {
  #nowMs = 0;
  nowMs(): number {
    return this.#nowMs;
  }
  async sleep(lengthMs: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return;
    this.#nowMs += lengthMs;
    await setImmediate();
  }
}

function parts() {
  const said: string[] = [];
  const log = { info: (line: string) => void said.push(line), warn: () => {} };
  const telemetry = new Telemetry();
  let packets = 0;
  telemetry.add([{
    name: "traffic_packets_total",
    help: "Packets",
    kind: "counter",
    read: () => packets += 50,
  }, {
    name: "traffic_lag_messages",
    help: "Lag",
    kind: "gauge",
    label: "partition",
    read: () => new Map([["0", 12]]),
  }]);
  return { said, telemetry, deps: { log, clock: new TurnClock() } };
}

Deno.test("a report ends in a table of all counters, with how much a second", async () => {
  const { said, telemetry, deps } = parts();
  const report = new CounterReport(telemetry, { json: false }, deps);
  await deps.clock.sleep(10_000);
  assert.deepEqual(await report.finish(), {
    traffic_packets_total: 50,
    traffic_lag_messages: { 0: 12 },
  });
  assert.deepEqual(said, [
    "counter                  value  per second\n" +
    "-----------------------  -----  ----------\n" +
    "traffic_packets_total       50           5\n" +
    "traffic_lag_messages{0}     12           -",
  ]);
});

Deno.test("a report has no table where the result carries the counters", async () => {
  const { said, telemetry, deps } = parts();
  const report = new CounterReport(telemetry, { json: true }, deps);
  assert.equal((await report.finish()).traffic_packets_total, 50);
  assert.deepEqual(said, []);
});

Deno.test("a report writes a line as often as it was asked to, and none behind its end", async () => {
  const { said, telemetry, deps } = parts();
  const report = new CounterReport(telemetry, { json: true, statsEveryMs: 10_000 }, deps);
  while (said.length < 2) await setImmediate();
  await report[Symbol.asyncDispose]();
  const lines = said.length;
  for (let turn = 0; turn < 10; turn++) await setImmediate();
  assert.equal(said.length, lines);
  assert.equal(said[0], "counters: packets 50 (5/s), lag_messages{0} 12");
  assert.equal(said[1], "counters: packets 100 (5/s), lag_messages{0} 12");
});

Deno.test("counterLine() leaves out what is zero, and rates of what did not grow", () => {
  const before = { traffic_packets_total: 10, traffic_alerts_total: { open: 1 } };
  const now = {
    traffic_packets_total: 10,
    traffic_late_packets_total: 0,
    traffic_alerts_total: { open: 3 },
    traffic_watermark_delay_seconds: 1.23456,
  };
  assert.equal(
    counterLine(now, before, 2),
    "counters: packets 10, alerts{open} 3 (1/s), watermark_delay_seconds 1.235",
  );
});
