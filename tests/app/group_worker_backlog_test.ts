import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import type { Commit, ReadRequest } from "#lib/bus/bus.ts";
import { messagesOf } from "./pipeline_parts.ts";
import { withCalls, withCommit } from "./with_calls.ts";
import { LINKS, WorkerRig } from "./worker_rig.ts";

const FOREVER = new AbortController().signal;

/** Writes 30,000 ticks of 300 silent links: each makes a window, so that steps are full soon. */
async function writeSilence(rig: WorkerRig): Promise<void> {
  const links = Array.from({ length: 300 }, (_, i) => `quiet-${i}`);
  for (let w = 0; w < 100; w++) {
    await rig.publish(messagesOf(links.map((link) => ({ kind: 1, ts: 5e6 * w, link }))));
  }
}

/** Writes 60,000 packets of one minute: several reads make one step. */
async function writeBurst(rig: WorkerRig): Promise<void> {
  for (let s = 0; s < 60; s++) {
    const times = Array.from({ length: 200 }, (_, i) => s * 1e6 + i * 5_000);
    const records = times.flatMap((ts) => LINKS.map((link) => ({ ts, link, len: 9 })));
    await rig.publish(messagesOf(records));
  }
}

Deno.test("a backlog that makes many steps is worked off in one run", async () => {
  const rig = await WorkerRig.make();
  await writeSilence(rig);
  const sizes: number[] = [];
  const bus = withCommit(rig.bus(), async (step, inner) => {
    sizes.push(step.outputs.length);
    await inner.commit(step);
  });
  const startMs = rig.clock.nowMs();
  await rig.worker({ commitIntervalMs: 1e6 }, bus).worker.run(FOREVER);
  assert(sizes.length > 3 && Math.max(...sizes) < 30_000, `${sizes}`);
  assert.equal(rig.clock.nowMs(), startMs, "it slept though there was work");
  await rig.checkResults();
});

for (
  const [what, write, slow] of [
    ["results not yet stored", writeBurst, "read"],
    ["messages read but not worked on", writeSilence, "commit"],
  ] as const
) {
  Deno.test(`partitions change hands in the middle of a backlog, with ${what}`, async () => {
    const rig = await WorkerRig.make();
    await write(rig);
    const options = { commitIntervalMs: 1e6, sessionTimeoutMs: 1e6 };
    const newcomer = rig.worker(options);
    let run: Promise<void> | undefined;
    const passTime = async () => {
      run ??= newcomer.worker.run(FOREVER);
      await setImmediate(); // the newcomer polls
      rig.clock.advance(1_000); // this one polls before it goes on
    };
    const inner = rig.bus();
    const bus = withCalls(inner, {
      [slow]: async (request: ReadRequest & Commit) => {
        await passTime();
        return await inner[slow](request);
      },
    });
    const { worker, pipeline } = rig.worker(options, bus);
    await worker.run(FOREVER);
    await run;
    const shares = [pipeline, newcomer.pipeline].map(({ stats }) => stats.messages);
    assert(shares.every((messages) => messages > 5_000), `${shares}`);
    await rig.checkResults();
  });
}

Deno.test("nothing more is read before all that was read is worked on: a slow model pauses fetching", async () => {
  const rig = await WorkerRig.make();
  await writeSilence(rig);
  const inner = rig.bus();
  let reads = 0;
  const bus = withCalls(inner, {
    read: async (request) => {
      assert.equal(made.pipeline.stats.messages, made.worker.stats.readMessages);
      assert(request.maxBytes <= 8 * 2 ** 20 && request.maxMessages <= 20_000);
      reads++;
      return await inner.read(request);
    },
  });
  const made = rig.worker({ commitIntervalMs: 1e6 }, bus);
  await made.worker.run(FOREVER);
  assert(reads > 2);
  assert.equal(made.pipeline.stats.messages, 30_000);
});
