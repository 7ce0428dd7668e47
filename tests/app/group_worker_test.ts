import assert from "node:assert/strict";
import fc from "fast-check";
import { describeFailure } from "#lib/app/failure.ts";
import type { Bus } from "#lib/bus/bus.ts";
import { UserError } from "#lib/core/errors.ts";
import { readAll } from "../bus/bus_driver.ts";
import { Crash, crashingBus } from "./crashing_bus.ts";
import { messagesOf, TOPICS } from "./pipeline_parts.ts";
import { withCalls, withCommit, withMarkers } from "./with_calls.ts";
import { LINKS, PARTITIONS, SESSION_MS, WorkerRig } from "./worker_rig.ts";

const FOREVER = new AbortController().signal;

/** Has another member take all partitions of the silent ones, and give them back. */
async function stealPartitions(rig: WorkerRig): Promise<void> {
  await using thief = await rig.bus().join({
    group: "g",
    topic: TOPICS.topic,
    sessionTimeoutMs: SESSION_MS,
  });
  rig.clock.advance(SESSION_MS + 1);
  await thief.poll();
  assert.equal(thief.owned.length, PARTITIONS);
}

Deno.test("a worker goes on where the one before has stopped, in the middle of a window", async () => {
  const rig = await WorkerRig.make();
  for (const [from, to] of [[0, 13], [13, 13], [13, 14], [14, 57]]) {
    await rig.writeSeconds(from, to);
    await rig.finish();
  }
  await rig.checkResults();
  const forecasts = await readAll(rig.own, TOPICS.forecastsTopic);
  assert.equal(forecasts.length, 10 * 2 * LINKS.length);
});

Deno.test("a worker that dies at any call of the bus, before or after it, loses and doubles nothing", async () => {
  const arbitraryLives = fc.array(
    fc.record({
      call: fc.integer({ min: 0, max: 25 }),
      when: fc.constantFrom("before" as const, "after" as const),
      seconds: fc.integer({ min: 0, max: 12 }),
    }),
    { minLength: 1, maxLength: 6 },
  );
  let crashes = 0;
  await fc.assert(
    fc.asyncProperty(arbitraryLives, async (lives) => {
      const rig = await WorkerRig.make();
      let writtenS = 0;
      for (const life of lives) {
        await rig.writeSeconds(writtenS, writtenS += life.seconds);
        const { worker } = rig.worker({}, crashingBus(rig.bus(), life));
        try {
          await worker.run(FOREVER);
        } catch (error) {
          const first = error instanceof SuppressedError ? error.suppressed : error;
          if (!(first instanceof Crash)) throw error;
          crashes++;
        }
      }
      await rig.writeSeconds(writtenS, writtenS + 20);
      await rig.finish();
      await rig.checkResults();
    }),
    { seed: 3, numRuns: 60 },
  );
  assert(crashes > 100, `${crashes}`);
});

Deno.test("a worker whose commit is refused says so, starts over, and nothing is lost or doubled", async () => {
  for (const refused of [1, 2, 3, 4]) { // the first one stores where the group starts
    const rig = await WorkerRig.make();
    const stop = new AbortController();
    let commits = 0;
    const bus = withCommit(rig.bus(), async (step, inner) => {
      if (++commits === refused) await stealPartitions(rig);
      await inner.commit(step);
    });
    let writtenS = 0;
    rig.clock.onSleep = async () => {
      if (writtenS < 60) await rig.writeSeconds(writtenS, writtenS += 3);
      else stop.abort();
    };
    const { worker, said } = rig.worker({ atEnd: "wait" }, bus);
    await worker.run(stop.signal);
    assert.equal(said.length, 1);
    assert.match(said[0], /^another process of the group "g" took over partition \d while/);
    await rig.finish();
    await rig.checkResults();
  }
});

Deno.test("a member that was away leaves no trace of what others have done meanwhile", async () => {
  const rig = await WorkerRig.make();
  await rig.writeSeconds(0, 21);
  let isFirst = true;
  const bus = withCommit(rig.bus(), async (step, inner) => {
    if (step.outputs.length > 0 && isFirst) {
      isFirst = false;
      rig.clock.advance(SESSION_MS + 1);
      await rig.finish(); // another process does the same work, and more
      await rig.writeSeconds(21, 33);
      await rig.finish();
    }
    await inner.commit(step);
  });
  const { worker, said } = rig.worker({}, bus);
  await worker.run(FOREVER);
  assert.equal(said.length, 1);
  await rig.writeSeconds(33, 40);
  await rig.finish();
  await rig.checkResults();
});

Deno.test("members share the links as they come and go", async () => {
  const rig = await WorkerRig.make();
  const stops = [new AbortController(), new AbortController(), new AbortController()];
  const members = stops.map(() => rig.worker({ atEnd: "wait" }));
  const runs: Promise<void>[] = [];
  const linksOf = ({ pipeline }: typeof members[number]) =>
    pipeline.links.names.filter((_, link) => pipeline.isOpen(link));
  const shares: string[][] = [];
  let sleeps = 0;
  rig.clock.onSleep = async () => {
    sleeps++;
    if (sleeps % 8 === 0 && sleeps <= 960) await rig.writeSeconds(sleeps / 8 - 1, sleeps / 8);
    if (sleeps === 240) runs.push(members[1].worker.run(stops[1].signal));
    if (sleeps === 480) runs.push(members[2].worker.run(stops[2].signal));
    if (sleeps === 720) shares.push(...members.map(linksOf));
    if (sleeps === 721) stops[0].abort();
    if (sleeps === 960) { for (const stop of stops) stop.abort(); }
  };
  runs.push(members[0].worker.run(stops[0].signal));
  await runs[0];
  await Promise.all(runs);
  assert.deepEqual(shares.flat().sort(), LINKS);
  assert(shares.every((share) => share.length < LINKS.length), JSON.stringify(shares));
  rig.clock.onSleep = () => {};
  await rig.finish();
  await rig.checkResults();
});

Deno.test("--from latest starts at the end, and stays there though nothing was committed yet", async () => {
  const rig = await WorkerRig.make();
  await rig.writeSeconds(0, 30);
  await rig.finish({ from: "latest" });
  assert.deepEqual(await rig.results(), {});
  await rig.writeSeconds(30, 50);
  await rig.finish({ from: "latest" });
  const forecasts = await readAll(rig.own, TOPICS.forecastsTopic);
  const ends = forecasts.map(({ value }) => JSON.parse(String(value)).windowEnd).sort();
  assert.equal(ends[0], "1970-01-01T00:00:40Z"); // [30, 35) is the first, and so partial
});

Deno.test("at the end of the log a worker still takes over from a member that died", async () => {
  const rig = await WorkerRig.make();
  await rig.writeSeconds(0, 31);
  const dead = await rig.bus().join({ group: "g", topic: TOPICS.topic, sessionTimeoutMs: 1 });
  await dead.poll();
  assert.equal(dead.owned.length, PARTITIONS);
  await rig.finish();
  await rig.checkResults();
});

Deno.test("a worker does not wait for members that are at the end of the log", async () => {
  const rig = await WorkerRig.make();
  await rig.writeSeconds(0, 10);
  await rig.finish();
  const holder = await rig.bus().join({ group: "g", topic: TOPICS.topic, sessionTimeoutMs: 1e9 });
  await holder.poll();
  for (const bus of [rig.bus(), withMarkers(rig.bus())]) {
    const startMs = rig.clock.nowMs();
    await rig.worker({}, bus).worker.run(FOREVER);
    assert(rig.clock.nowMs() - startMs < SESSION_MS);
  }
});

Deno.test("a worker that gets no partition ends after two sessions", async () => {
  const rig = await WorkerRig.make();
  await rig.writeSeconds(0, 10);
  const holder = await rig.bus().join({ group: "g", topic: TOPICS.topic, sessionTimeoutMs: 1e9 });
  await holder.poll();
  const startMs = rig.clock.nowMs();
  await rig.finish();
  assert.deepEqual(await rig.results(), {});
  assert(rig.clock.nowMs() - startMs > 2 * SESSION_MS);
});

Deno.test("dead letters are stored with the offset behind them, never after it", async () => {
  const rig = await WorkerRig.make();
  const bad = (n: number) => ({ topic: TOPICS.topic, key: LINKS[n % 5], value: `{bad ${n}` });
  for (let s = 0; s < 100; s++) {
    await rig.writeSeconds(s, s + 1);
    if (s % 20 === 0) await rig.publish([bad(s)]);
  }
  const stored = new Map<number, number>();
  let letters = 0;
  const bus = withCommit(rig.bus(), async (step, inner) => {
    for (const { topic, value } of step.outputs) {
      if (topic !== TOPICS.deadLettersTopic) continue;
      const { partition, offset } = JSON.parse(String(value));
      assert((stored.get(partition) ?? 0) <= offset, "the offset had moved before");
      assert(step.offsets.get(partition)! > offset, "the offset does not move with it");
      letters++;
    }
    await inner.commit(step);
    for (const [partition, offset] of step.offsets) stored.set(partition, offset);
  });
  await rig.worker({}, bus).worker.run(FOREVER);
  assert.equal(letters, 5);
  await rig.checkResults();
});

Deno.test("a wrong topic stops a worker in one sentence, and its dead letters are there to look at", async () => {
  const rig = await WorkerRig.make();
  await rig.writeSeconds(0, 10);
  const lines = Array.from({ length: 30 }, (_, i) => `line ${i}`);
  await rig.publish(lines.map((value) => ({ topic: TOPICS.topic, key: "link-1", value })));
  await assert.rejects(rig.finish(), (error) => {
    assert(error instanceof UserError);
    assert.match(error.message, /^Cannot go on reading "packets": 30 of the last minute's 80 /);
    return true;
  });
  const letters = await readAll(rig.own, TOPICS.deadLettersTopic);
  assert.equal(letters.length, 30);
  await rig.finish(); // started again, it goes on behind them
  await rig.checkResults();
});

Deno.test("what fails says its own sentence, though leaving the group fails as well", async () => {
  const rig = await WorkerRig.make();
  await rig.writeSeconds(0, 30);
  const full = new UserError("Cannot write to the log: the disk is full");
  const inner = rig.bus();
  const bus = withCalls(inner, {
    commit: (step) => step.outputs.length > 0 ? Promise.reject(full) : inner.commit(step),
    join: async (request) => {
      const leave = () => Promise.reject(new Error("full as well"));
      return Object.assign(await inner.join(request), { leave, [Symbol.asyncDispose]: leave });
    },
  });
  const failure = await rig.worker({}, bus).worker.run(FOREVER).catch((error: unknown) => error);
  assert.deepEqual(describeFailure(failure, "infer"), { text: `error: ${full.message}`, code: 1 });
  await rig.finish();
  await rig.checkResults();
});

Deno.test("a worker asked to stop in the middle of a commit finishes it, and nothing else", async () => {
  const rig = await WorkerRig.make();
  await rig.writeSeconds(0, 40);
  const stop = new AbortController();
  const bus = withCommit(rig.bus(), async (step, inner) => {
    stop.abort();
    await new Promise((resolve) => setTimeout(resolve, 0));
    await inner.commit(step);
  });
  await rig.worker({ atEnd: "wait" }, bus).worker.run(stop.signal);
  await rig.finish();
  await rig.checkResults();
});

Deno.test("messages that were deleted unread are said, and are missing, not silence", async () => {
  const rig = await WorkerRig.make({ retentionMs: 60_000, retentionBytes: 0 });
  await rig.writeSeconds(0, 32);
  await rig.finish();
  await rig.writeSeconds(32, 47);
  rig.clock.advance(60_001);
  await rig.writeSeconds(47, 71); // the rest is deleted now
  const { said } = await rig.finish();
  const partitions = new Set((await readAll(rig.own, TOPICS.topic)).map((m) => m.partition)).size;
  assert.equal(said.length, partitions);
  assert.match(said[0], /^\d+ messages of "packets", partition \d, were deleted before they were/);
  const forecasts = (await rig.results())["forecasts link-1"].map((value) => JSON.parse(value))
    .filter(({ horizon }) => horizon === 1)
    .map(({ windowEnd, status }) => `${windowEnd.slice(14, 19)} ${status}`);
  assert.deepEqual(forecasts, [
    ...["00:10 warming_up", "00:15 warming_up", "00:20 ok", "00:25 ok", "00:30 ok"],
    ...["00:55 warming_up", "01:00 warming_up", "01:05 ok"],
  ]);
});

Deno.test("a wall clock that is set back keeps nobody from giving partitions back", async () => {
  const rig = await WorkerRig.make();
  await rig.writeSeconds(0, 10);
  const stop = new AbortController();
  let newcomer: Awaited<ReturnType<Bus["join"]>> | undefined;
  let sleeps = 0;
  rig.clock.onSleep = async () => {
    sleeps++;
    if (sleeps === 20) {
      rig.clock.advance(-3_600_000);
      const request = { group: "g", topic: TOPICS.topic, sessionTimeoutMs: SESSION_MS };
      newcomer = await rig.bus().join(request);
    }
    await newcomer?.poll();
    if (sleeps === 60) stop.abort();
  };
  await rig.worker({ atEnd: "wait" }).worker.run(stop.signal);
  assert(newcomer!.owned.length >= PARTITIONS / 2, `${newcomer!.owned.length}`);
});

Deno.test("a link that goes silent while a worker waits is written down once", async () => {
  const rig = await WorkerRig.make();
  await rig.writeSeconds(0, 11);
  await rig.publish(messagesOf([{ kind: 2, ts: 11e6, link: "link-2" }])); // it has ended
  const stop = new AbortController();
  const startMs = rig.clock.nowMs();
  rig.clock.onSleep = () => {
    if (rig.clock.nowMs() - startMs > 150_000) stop.abort();
  };
  const { worker, said } = rig.worker({ atEnd: "wait" });
  await worker.run(stop.signal);
  const stale = ["link-1", "link-3", "link-4", "link-5"];
  assert.deepEqual(said.sort(), stale.map((link) => `${link} is stale`));
  const written = (await readAll(rig.own, TOPICS.forecastsTopic))
    .map(({ value }) => JSON.parse(String(value))).filter(({ status }) => status === "stale");
  assert.deepEqual(written.map(({ link }) => link).sort(), stale);
});
