import assert from "node:assert/strict";
import { withCalls } from "./with_calls.ts";
import { LINKS, WorkerRig } from "./worker_rig.ts";

Deno.test("a group that never committed starts at the first message appended since a time", async () => {
  const rig = await WorkerRig.make();
  await rig.writeSeconds(0, 7);
  rig.clock.advance(1_000);
  const sinceMs = rig.clock.nowMs();
  await rig.writeSeconds(7, 20);
  const { pipeline } = await rig.finish({ from: sinceMs });
  assert.equal(pipeline.windowStats.packets, 13 * LINKS.length);
  await rig.writeSeconds(20, 25);
  const second = await rig.finish({ from: 0 });
  assert.equal(second.pipeline.windowStats.packets, 5 * LINKS.length, "goes on where it was");
});

Deno.test("a group that starts at a time to come starts at the end of the log", async () => {
  const rig = await WorkerRig.make();
  await rig.writeSeconds(0, 7);
  const { pipeline } = await rig.finish({ from: rig.clock.nowMs() + 3_600_000 });
  assert.equal(pipeline.windowStats.packets, 0);
});

Deno.test("a worker does not wait behind the end of a topic that was made anew", async () => {
  const rig = await WorkerRig.make();
  await rig.writeSeconds(0, 30);
  await rig.finish();
  const shorter = await WorkerRig.make();
  await shorter.writeSeconds(0, 10);
  const bus = withCalls(shorter.bus(), {
    restore: (group, topic, partition) => rig.own.restore(group, topic, partition),
  });
  await assert.rejects(
    shorter.worker({}, bus).worker.run(new AbortController().signal),
    /^UserError: Cannot go on in "packets": the group "g" .* made anew.* another --group/,
  );
});
