import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { StallWatchdog, type WatchedWorker } from "#lib/app/stall_watchdog.ts";
import { newWorkerStats } from "#lib/app/worker_stats.ts";
import { UserError } from "#lib/core/errors.ts";
import type { Clock } from "#lib/core/time.ts";
import { TOPICS } from "./pipeline_parts.ts";
import { withCalls, withMarkers } from "./with_calls.ts";
import { WorkerRig } from "./worker_rig.ts";

const STALL_MS = 60_000;
const LOOK_MS = 5_000;

/** A clock on which each sleep takes as long as it says, or as the test says, and no real time. */
class LookClock implements Clock {
  #nowMs = 0;
  constructor(readonly onLook: (nowMs: number) => number | void = () => {}) {}
  nowMs(): number {
    return this.#nowMs;
  }
  async sleep(lengthMs: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return;
    this.#nowMs += this.onLook(this.#nowMs) ?? lengthMs;
    await setImmediate();
  }
}

function workerWith(lag: () => number | Promise<number>): WatchedWorker & {
  stats: ReturnType<typeof newWorkerStats>;
} {
  return { stats: newWorkerStats(), lag: async () => new Map([[0, await lag()]]) };
}

Deno.test("a watchdog ends work that hangs with messages behind the last commit", async () => {
  const clock = new LookClock();
  const watchdog = new StallWatchdog({ worker: workerWith(() => 12), clock, stallMs: STALL_MS });
  await assert.rejects(watchdog.guard(new Promise(() => {})), (error) => {
    assert(error instanceof UserError);
    assert.match(error.message, /^Cannot go on: 12 messages .* for 60 s none of them/);
    return true;
  });
  assert(clock.nowMs() <= STALL_MS + 3 * LOOK_MS);
});

Deno.test("a watchdog lets work go on that commits, however slowly, and that has nothing to do", async () => {
  for (const isIdle of [false, true]) {
    let end = () => {};
    const work = new Promise<void>((resolve) => end = resolve);
    const worker = workerWith(() => isIdle ? 0 : 12);
    const clock = new LookClock((nowMs) => {
      if (!isIdle && nowMs % (STALL_MS - LOOK_MS) < LOOK_MS) worker.stats.moves++;
      if (nowMs > 20 * STALL_MS) end();
    });
    await new StallWatchdog({ worker, clock, stallMs: STALL_MS }).guard(work);
    assert(clock.nowMs() > 20 * STALL_MS);
  }
});

Deno.test("a watchdog takes a process that was suspended for none that stands still", async () => {
  let end = () => {};
  const work = new Promise<void>((resolve) => end = resolve);
  let looks = 0;
  const clock = new LookClock(() => {
    if (++looks === 4) end();
    return looks === 2 ? 100 * STALL_MS : LOOK_MS;
  });
  await new StallWatchdog({ worker: workerWith(() => 12), clock, stallMs: STALL_MS }).guard(work);
});

Deno.test("a watchdog goes by what it last knew where the bus does not answer any more", async () => {
  let asked = 0;
  const worker = workerWith(() => ++asked === 1 ? 7 : new Promise(() => {}));
  const watchdog = new StallWatchdog({ worker, clock: new LookClock(), stallMs: STALL_MS });
  await assert.rejects(watchdog.guard(new Promise(() => {})), /7 messages/);
});

Deno.test("a watchdog passes on how the work ended", async () => {
  const watchdog = new StallWatchdog({ worker: workerWith(() => 0), clock: new LookClock() });
  await watchdog.guard(Promise.resolve());
  await assert.rejects(watchdog.guard(Promise.reject(new Error("full"))), /full/);
});

Deno.test("a worker whose commit never comes back is ended by the watchdog", async () => {
  const rig = await WorkerRig.make();
  await rig.writeSeconds(0, 30);
  const inner = rig.bus();
  const bus = withCalls(inner, {
    commit: (step) => step.outputs.length > 0 ? new Promise<void>(() => {}) : inner.commit(step),
  });
  const { worker } = rig.worker({}, bus);
  const watchdog = new StallWatchdog({ worker, clock: new LookClock(), stallMs: STALL_MS });
  const lag = async () =>
    [...(await worker.lag()).values()].reduce((sum, messages) => sum + messages, 0);
  await assert.rejects(
    watchdog.guard(worker.run(new AbortController().signal)),
    /^UserError: Cannot go on: 150 messages/,
  );
  assert.equal(await lag(), 150);
  assert.equal((await rig.own.restore("g", TOPICS.topic, 0)).offset, 0);
});

Deno.test("a worker at the end of the log is well, though offsets go on behind the last message", async () => {
  const rig = await WorkerRig.make();
  await rig.writeSeconds(0, 30);
  const { worker } = rig.worker({ atEnd: "wait" }, withMarkers(rig.bus()));
  const stop = new AbortController();
  const clock = new LookClock((nowMs) => {
    if (nowMs > 20 * STALL_MS) stop.abort();
  });
  await new StallWatchdog({ worker, clock, stallMs: STALL_MS }).guard(worker.run(stop.signal));
  assert.equal([...(await worker.lag()).values()].reduce((sum, lag) => sum + lag), 4);
});
