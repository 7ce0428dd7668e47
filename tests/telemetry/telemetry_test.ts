import assert from "node:assert/strict";
import type { Metric } from "#lib/telemetry/metric.ts";
import { Telemetry } from "#lib/telemetry/telemetry.ts";

function metric(changes: Partial<Metric> = {}): Metric {
  return {
    name: "traffic_packets_total",
    help: "Packets",
    kind: "counter",
    read: () => 0,
    ...changes,
  };
}

Deno.test("Telemetry reads what stands at the moment, not what stood before", async () => {
  const telemetry = new Telemetry();
  let packets = 3;
  telemetry.add([metric({ read: () => packets })]);
  assert.deepEqual(await telemetry.snapshot(), { traffic_packets_total: 3 });
  packets = 5;
  assert.deepEqual(await telemetry.snapshot(), { traffic_packets_total: 5 });
});

Deno.test("Telemetry gives labelled metrics by label, without those that have gone", async () => {
  const telemetry = new Telemetry();
  let lag = new Map([["0", 7], ["1", 8]]);
  telemetry.add([
    metric({ name: "traffic_lag_messages", kind: "gauge", label: "partition", read: () => lag }),
  ]);
  assert.deepEqual(await telemetry.snapshot(), { traffic_lag_messages: { 0: 7, 1: 8 } });
  lag = new Map([["1", 2]]);
  assert.deepEqual(await telemetry.snapshot(), { traffic_lag_messages: { 1: 2 } });
});

Deno.test("Telemetry leaves out what cannot be read now, and gauges may be negative", async () => {
  const telemetry = new Telemetry();
  const now: { delay?: number } = {};
  telemetry.add([
    metric({
      name: "traffic_watermark_delay_seconds",
      kind: "gauge",
      read: () => Promise.resolve(now.delay),
    }),
  ]);
  assert.deepEqual(await telemetry.snapshot(), {});
  now.delay = -0.5;
  assert.deepEqual(await telemetry.snapshot(), { traffic_watermark_delay_seconds: -0.5 });
});

Deno.test("Telemetry writes the text format of Prometheus, labels escaped", async () => {
  const telemetry = new Telemetry();
  telemetry.add([
    metric({ read: () => 12 }),
    metric({
      name: "traffic_dead_letters_total",
      help: "Bad messages",
      label: "reason",
      read: () => new Map([['no "ts"', 2]]),
    }),
  ]);
  assert.equal(
    await telemetry.text(),
    "# HELP traffic_packets_total Packets\n# TYPE traffic_packets_total counter\n" +
      "traffic_packets_total 12\n\n" +
      "# HELP traffic_dead_letters_total Bad messages\n# TYPE traffic_dead_letters_total counter\n" +
      'traffic_dead_letters_total{reason="no \\"ts\\""} 2\n',
  );
});

Deno.test("Telemetry.add() refuses a name that is taken, and anything after a reading", async () => {
  const telemetry = new Telemetry();
  telemetry.add([metric()]);
  assert.throws(() => telemetry.add([metric()]), /"traffic_packets_total" twice/);
  await telemetry.snapshot();
  assert.throws(() => telemetry.add([metric({ name: "b" })]), RangeError);
});

Deno.test("two instances of Telemetry know nothing of each other", async () => {
  const [one, other] = [new Telemetry(), new Telemetry()];
  one.add([metric({ read: () => 1 })]);
  other.add([metric({ read: () => 2 })]);
  assert.deepEqual(await one.snapshot(), { traffic_packets_total: 1 });
  assert.deepEqual(await other.snapshot(), { traffic_packets_total: 2 });
});
