import assert from "node:assert/strict";
import fc from "fast-check";
import { Crash, crashingBus } from "./crashing_bus.ts";
import { arbitraryRecords } from "./link_churn.ts";
import { messagesOf, pipelineParts, TOPICS } from "./pipeline_parts.ts";
import { PARTITIONS, WorkerRig } from "./worker_rig.ts";

const WINDOWS = { windowUs: 4, outOfOrdernessUs: 2, allowedLatenessUs: 0, idleTimeoutUs: 20 };
const FOREVER = new AbortController().signal;

/** Makes a rig with room for one link in each partition. */
async function fullRig(): Promise<WorkerRig> {
  const rig = await WorkerRig.make();
  rig.parts = { ...pipelineParts(WINDOWS, 1.5), maxLinks: 1 };
  return rig;
}

/** Gives how many entries of the state are stored in each partition. */
async function storedEntries(rig: WorkerRig): Promise<number[]> {
  const counts: number[] = [];
  for (let partition = 0; partition < PARTITIONS; partition++) {
    counts.push((await rig.own.restore("g", TOPICS.topic, partition)).entries.size);
  }
  return counts;
}

Deno.test("past the limit, three members that come and die write what one pipeline writes", async () => {
  const arbitraryLives = fc.array(
    fc.record({
      call: fc.integer({ min: 5, max: 25 }),
      when: fc.constantFrom("before" as const, "after" as const),
    }),
    { minLength: 1, maxLength: 3 },
  );
  let crashes = 0;
  let others = 0;
  await fc.assert(
    fc.asyncProperty(arbitraryRecords, arbitraryLives, async (log, lives) => {
      const rig = await fullRig();
      const parts = 1 + lives.length;
      const share = Math.ceil(log.length / parts);
      for (let i = 0; i < parts; i++) {
        await rig.publish(messagesOf(log.slice(i * share, (i + 1) * share)));
        const life = lives.at(i);
        const members = [
          rig.worker({ commitIntervalMs: 1 }),
          rig.worker(),
          rig.worker({}, life === undefined ? undefined : crashingBus(rig.bus(), life)),
        ];
        const ends = await Promise.allSettled(members.map(({ worker }) => worker.run(FOREVER)));
        for (const end of ends) {
          if (end.status === "fulfilled") continue;
          const { reason } = end;
          const first = reason instanceof SuppressedError ? reason.suppressed : reason;
          if (!(first instanceof Crash)) throw reason;
          crashes++;
        }
        for (const { pipeline } of members) others += pipeline.stats.otherPackets;
      }
      await rig.finish();
      await rig.checkResults();
      for (const count of await storedEntries(rig)) assert(count <= 2, `${count} entries`);
    }),
    { seed: 5, numRuns: 30 },
  );
  assert(crashes > 10 && others > 300, `${crashes} crashes, ${others} packets`);
});
