import assert from "node:assert/strict";
import { LiveClock } from "#lib/app/live_clock.ts";
import { ManualClock } from "../bus/manual_clock.ts";

/** A clock, and a stream whose packets come some ms after their time. */
function streamOf() {
  const clock = new ManualClock();
  const live = new LiveClock(clock);
  /** How far event time lies behind the wall clock, ms. */
  const behindMs = () => clock.nowMs() - live.eventTimeUs()! / 1_000;
  const arrive = (delayMs: number) => live.arrived((clock.nowMs() - delayMs) * 1_000);
  return { clock, live, behindMs, arrive };
}

Deno.test("event time stands nowhere before the first packet", () => {
  assert.equal(streamOf().live.eventTimeUs(), undefined);
});

Deno.test("event time runs behind the wall clock by the longest delay of a packet, and a margin", () => {
  const { clock, behindMs, arrive } = streamOf();
  arrive(100);
  assert.equal(behindMs(), 2_100);
  arrive(3_000);
  arrive(50);
  assert.equal(behindMs(), 5_000);
  clock.advance(60_000);
  assert.equal(behindMs(), 5_000, "it goes on while no packet comes");
});

Deno.test("packets of a clock that runs ahead do not push event time ahead of this one's", () => {
  const { behindMs, arrive } = streamOf();
  arrive(-10_000);
  assert.equal(behindMs(), 2_000);
});

Deno.test("the time of a replay stands still while no packet comes", () => {
  const { live, arrive } = streamOf();
  arrive(86_400_000);
  assert.equal(live.eventTimeUs(), undefined);
  arrive(0);
  assert.notEqual(live.eventTimeUs(), undefined);
  arrive(61_000);
  assert.equal(live.eventTimeUs(), undefined);
});

Deno.test("event time is a whole number of microseconds", () => {
  const { live, clock } = streamOf();
  live.arrived(clock.nowMs() * 1_000 - 1_234_567.25);
  assert(Number.isInteger(live.eventTimeUs()));
});
