import assert from "node:assert/strict";
import { followMetrics } from "#lib/app/follow_metrics.ts";
import { Telemetry } from "#lib/telemetry/telemetry.ts";
import { FencedError } from "#lib/bus/bus.ts";
import { systemClock } from "#lib/core/clock.ts";
import { RecordKind } from "#lib/core/packet.ts";
import type { Clock } from "#lib/core/time.ts";
import { readAll } from "../bus/bus_driver.ts";
import { messagesOf, type NamedRecord, TOPICS } from "./pipeline_parts.ts";
import { withCommit } from "./with_calls.ts";
import { LINKS, PARTITIONS, type RigWorker, WorkerRig } from "./worker_rig.ts";

const FOREVER = new AbortController().signal;

function telemetryOf(
  rig: WorkerRig,
  { worker, pipeline }: RigWorker,
  clock: Clock = rig.clock,
): Telemetry {
  const telemetry = new Telemetry();
  telemetry.add(followMetrics({ worker, pipeline, clock, retries: () => 3 }));
  return telemetry;
}

/** Sixty seconds of packets, some late, with ticks, bad messages and ends. */
async function writeTraffic(rig: WorkerRig) {
  const records: NamedRecord[] = [];
  for (let s = 0; s < 60; s++) {
    for (const link of LINKS) records.push({ ts: s * 1e6, link });
    if (s % 10 === 9) records.push({ ts: (s - 8) * 1e6, link: LINKS[0] });
    if (s % 20 === 0) records.push({ kind: RecordKind.tick, ts: s * 1e6, link: LINKS[1] });
  }
  for (const link of LINKS) records.push({ kind: RecordKind.end, ts: 60e6, link });
  const good = messagesOf(records);
  const bad = ["{broken", "{broken too", "plain text"]
    .map((value) => ({ topic: TOPICS.topic, key: LINKS[2], value }));
  await rig.publish([...good, ...bad]);
  return { good, bad, packets: records.filter(({ kind }) => kind === undefined).length };
}

Deno.test("what went in is what the counters say came out: in windows, late, or dead", async () => {
  const rig = await WorkerRig.make();
  const { good, bad, packets } = await writeTraffic(rig);
  const made = rig.worker();
  await made.worker.run(FOREVER);
  const seen = await telemetryOf(rig, made).snapshot();
  const messages = [...good, ...bad];
  assert.equal(seen.traffic_read_messages_total, messages.length);
  assert.equal(
    seen.traffic_read_bytes_total,
    messages.reduce((sum, { value }) => sum + value.length, 0),
  );
  assert.equal(seen.traffic_packets_total, packets);
  assert.equal(seen.traffic_ticks_total, 3);
  assert.equal(seen.traffic_ends_total, LINKS.length);
  // all links have ended, so that no packet is left in an open window
  assert.equal(seen.traffic_late_packets_total, 6);
  assert.equal(seen.traffic_window_packets_total, packets - 6);
  assert.deepEqual(
    Object.values(seen.traffic_dead_letters_total).sort(),
    [1, 2],
  );
  const results = await Promise.all(
    [TOPICS.forecastsTopic, TOPICS.alertsTopic, TOPICS.deadLettersTopic].map((topic) =>
      readAll(rig.own, topic)
    ),
  );
  const [forecasts, alerts, letters] = results.map((list) =>
    list.map(({ value }) => JSON.parse(String(value)))
  );
  const byStatus = (status: string) =>
    forecasts.filter((one) => one.status === status && one.horizon === 1).length;
  assert.deepEqual(seen.traffic_forecasts_total, {
    ok: byStatus("ok"),
    warming_up: byStatus("warming_up"),
    fallback: 0,
    stale: 0,
  });
  const byState = (state: string) => alerts.filter((one) => one.state === state).length;
  assert(byState("open") > 0);
  assert.deepEqual(seen.traffic_alerts_total, {
    open: byState("open"),
    resolved: byState("resolved"),
  });
  assert.equal(letters.length, bad.length);
  assert.equal(seen.traffic_windows_total, 12 * LINKS.length);
  assert.equal(seen.traffic_bus_retries_total, 3);
  assert.equal(seen.traffic_links, 0);
  assert.equal("traffic_watermark_delay_seconds" in seen, false);
});

Deno.test("lag is what lies behind the last commit, partition by partition", async () => {
  const rig = await WorkerRig.make();
  await rig.writeSeconds(0, 20);
  const made = rig.worker();
  const telemetry = telemetryOf(rig, made, systemClock); // whose sleeps end as they do at work
  await made.worker.run(FOREVER);
  const lagOf = async () =>
    Object.values((await telemetry.snapshot()).traffic_lag_messages as Record<string, number>);
  assert.deepEqual(await lagOf(), Array(PARTITIONS).fill(0));
  await rig.writeSeconds(20, 30);
  assert.equal((await lagOf()).reduce((a, b) => a + b), 10 * LINKS.length);
});

Deno.test("watermarks: how far the slowest link is behind the clock and behind the fastest", async () => {
  const rig = await WorkerRig.make();
  const nowUs = rig.clock.nowMs() * 1000;
  await rig.publish(messagesOf([
    { ts: nowUs - 10e6, link: "slow" },
    { ts: nowUs - 4e6, link: "fast" },
  ]));
  const made = rig.worker();
  const telemetry = telemetryOf(rig, made);
  await made.worker.run(FOREVER);
  const seen = await telemetry.snapshot();
  const passedS = rig.clock.nowMs() / 1000 - nowUs / 1e6;
  assert.equal(seen.traffic_links, 2);
  assert.equal(seen.traffic_watermark_spread_seconds, 6);
  // 10 s and the out-of-orderness of 0.5 s
  const delayS = Number(seen.traffic_watermark_delay_seconds) - passedS;
  assert(Math.abs(delayS - 10.5) < 1e-6, `${delayS} s`);
});

Deno.test("commits, refusals and changes of partitions are counted", async () => {
  const rig = await WorkerRig.make();
  await rig.writeSeconds(0, 30);
  let refusals = 1;
  let stored = 0;
  const bus = withCommit(rig.bus(), async (step, inner) => {
    if (step.outputs.length > 0 && refusals-- > 0) throw new FencedError(0);
    await inner.commit(step);
    if (step.outputs.length > 0) stored++;
  });
  const made = rig.worker({}, bus);
  await made.worker.run(FOREVER);
  const seen = await telemetryOf(rig, made).snapshot();
  assert.equal(seen.traffic_fences_total, 1);
  assert(Number(seen.traffic_commits_total) >= stored && stored > 0);
  assert.equal(seen.traffic_rebalances_total, 1);
  assert.equal(seen.traffic_partitions, PARTITIONS);
  await rig.checkResults();
});
