import { deepEqual, equal, throws } from "node:assert/strict";
import { RealtimeSource } from "#lib/capture/realtime.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import type { Clock } from "#lib/core/time.ts";
import { pcap } from "./pcap_bytes.ts";
import { openBytes } from "./read_rows.ts";

/** A clock that jumps to the end of each sleep and notes it. */
class JumpingClock implements Clock {
  readonly slept: number[] = [];
  #nowMs = 1_000_000;

  nowMs(): number {
    return this.#nowMs;
  }

  sleep(lengthMs: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    this.slept.push(lengthMs);
    this.#nowMs += lengthMs;
    return Promise.resolve();
  }
}

function capture(micros: readonly number[]) {
  const records = micros.map((at) => ({
    seconds: Math.floor(at / 1e6),
    fraction: at % 1e6,
    data: new Uint8Array(60),
  }));
  return openBytes(pcap({}, records));
}

/** Reads to the end and says at what wall time, ms after the first, each packet came. */
async function arrivals(source: RealtimeSource, clock: Clock, capacity = 10): Promise<number[][]> {
  const startMs = clock.nowMs();
  const batch = new PacketBatch(capacity, new LinkTable());
  const seen: number[][] = [];
  while (await source.read(batch) > 0) {
    for (let row = 0; row < batch.length; row++) {
      seen.push([batch.ts[row], clock.nowMs() - startMs]);
    }
    batch.clear();
  }
  return seen;
}

Deno.test("RealtimeSource gives packets at the pace of their recording", async () => {
  const clock = new JumpingClock();
  await using source = new RealtimeSource(
    await capture([5_000_000, 5_000_400, 6_500_000, 6_500_000]),
    clock,
  );
  deepEqual(await arrivals(source, clock), [
    [5_000_000, 0],
    [5_000_400, 1],
    [6_500_000, 1500],
    [6_500_000, 1500],
  ]);
  deepEqual(clock.slept, [1, 1499]);
  equal(source.stats.packets, 4);
  equal(source.damage, undefined);
});

Deno.test("RealtimeSource plays faster by its factor", async () => {
  const clock = new JumpingClock();
  const source = new RealtimeSource(await capture([0, 10_000_000]), clock, { factor: 4 });
  deepEqual(await arrivals(source, clock), [[0, 0], [10_000_000, 2500]]);
});

Deno.test("RealtimeSource gives a packet that runs behind with the one before it", async () => {
  const clock = new JumpingClock();
  const source = new RealtimeSource(
    await capture([3_000_000, 4_000_000, 1_000_000, 4_500_000]),
    clock,
  );
  const seen = await arrivals(source, clock);
  deepEqual(seen.map(([, atMs]) => atMs), [0, 1000, 1000, 1500]);
});

Deno.test("RealtimeSource fills small batches without waiting for what is due", async () => {
  const clock = new JumpingClock();
  const source = new RealtimeSource(await capture([0, 0, 0, 0, 0]), clock);
  equal((await arrivals(source, clock, 2)).length, 5);
  deepEqual(clock.slept, []);
});

Deno.test("RealtimeSource knows the event time that has come while no packet is due", async () => {
  const clock = new JumpingClock();
  const source = new RealtimeSource(await capture([7_000_000, 99_000_000]), clock, { factor: 2 });
  equal(source.eventTimeUs, NaN);
  await source.read(new PacketBatch(1, new LinkTable()));
  await clock.sleep(1500);
  equal(source.eventTimeUs, 10_000_000);
});

Deno.test("RealtimeSource cuts a wait that no timer holds into several", async () => {
  const clock = new JumpingClock();
  const days = 40 * 24 * 3600;
  const source = new RealtimeSource(await capture([0, days * 1e6]), clock);
  deepEqual((await arrivals(source, clock))[1], [days * 1e6, days * 1000]);
  equal(Math.max(...clock.slept), 24 * 3600 * 1000);
});

Deno.test("RealtimeSource ends once its signal is aborted", async () => {
  const clock = new JumpingClock();
  const controller = new AbortController();
  const { signal } = controller;
  const source = new RealtimeSource(await capture([0, 1_000_000, 2_000_000]), clock, { signal });
  const batch = new PacketBatch(10, new LinkTable());
  equal(await source.read(batch), 1);
  controller.abort();
  equal(await source.read(batch), 0);
  deepEqual(clock.slept, []);
});

Deno.test("RealtimeSource refuses a factor that is not positive", async () => {
  const source = await capture([]);
  throws(() => new RealtimeSource(source, new JumpingClock(), { factor: 0 }), RangeError);
});
