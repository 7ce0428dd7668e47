/**
 * A broker that is killed with -9 under load and comes back, also while processes start.
 * @module
 */

import assert from "node:assert/strict";
import { stderrLog } from "#lib/core/log.ts";
import { Random } from "#lib/core/random.ts";
import { pause } from "../../faults/member.ts";
import { COUNTS } from "./counts.ts";
import { FaultRig } from "./fault_rig.ts";
import type { World } from "./world.ts";

const GROUP = "restart";
/** Longest time until work goes on once the broker is back, ms. */
const RESUME_MS = 30_000;
/** Longest time that the broker stays away, besides its own start, ms. */
const AWAY_MS = 2_000;

const NO_BROKER = /Cannot open the bus on .*: no broker has answered/;

/** Runs the suite. */
export async function brokerSuite({ broker, model }: World): Promise<void> {
  await using rig = await FaultRig.make({ name: "broker", address: broker.address, model });
  const random = new Random(1, 1);
  await rig.generate();
  await rig.makeGroup(GROUP);
  const members = [rig.infer(GROUP), rig.infer(GROUP)];
  await using all = new AsyncDisposableStack();
  all.defer(async () => {
    for (const member of members) await member[Symbol.asyncDispose]();
  });
  const resumedMs: number[] = [];
  assert(await rig.progress(GROUP) !== undefined);
  for (let round = 0; round < COUNTS.brokerKills; round++) {
    await pause(random.integer(500));
    await broker.kill();
    await pause(random.integer(AWAY_MS));
    const starting = broker.start();
    if (round % 4 === 1) {
      // One that starts while no broker is there; where the broker takes long, it says so and ends.
      await members[0].kill();
      members[0] = rig.infer(GROUP);
    }
    await starting;
    if (members[0].ended !== undefined) {
      assert.match(members[0].said, NO_BROKER);
      members[0] = rig.infer(GROUP);
    }
    const tookMs = await rig.progress(GROUP);
    assert(tookMs !== undefined, members.map(({ said }) => said).join());
    resumedMs.push(tookMs);
  }
  stderrLog.info(
    `broker: killed ${COUNTS.brokerKills} times; work went on after it was back within, ms: ` +
      resumedMs.join(", "),
  );
  assert(Math.max(...resumedMs) <= RESUME_MS, `work went on after ${resumedMs} ms`);
  for (const member of members) member.signal("SIGTERM");
  for (const member of members) await member.end();
  await rig.verify(GROUP);
}
