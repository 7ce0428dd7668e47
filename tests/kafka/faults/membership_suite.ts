/**
 * A group of two to six members that come and go under load, some in order and some not.
 * @module
 */

import assert from "node:assert/strict";
import { stderrLog } from "#lib/core/log.ts";
import { Random } from "#lib/core/random.ts";
import { type Member, pause } from "../../faults/member.ts";
import { COUNTS } from "./counts.ts";
import { FaultRig } from "./fault_rig.ts";
import type { World } from "./world.ts";

const GROUP = "changing";
const FEWEST = 2;
const MOST = 6;

/** Runs the suite. */
export async function membershipSuite({ broker, model }: World): Promise<void> {
  await using rig = await FaultRig.make({ name: "members", address: broker.address, model });
  const random = new Random(1, 3);
  await rig.generate();
  await rig.makeGroup(GROUP);
  const members: Member[] = [];
  await using all = new AsyncDisposableStack();
  all.defer(async () => {
    for (const member of members) await member[Symbol.asyncDispose]();
  });
  for (let index = 0; index < FEWEST; index++) members.push(rig.infer(GROUP));
  const done = { joined: 0, left: 0, killed: 0 };
  let tookMs = 0;
  for (let change = 0; change < COUNTS.changes; change++) {
    await pause(random.integer(1_000));
    const grows = members.length === FEWEST ||
      members.length < MOST && random.uniform() < 0.5;
    if (grows) {
      members.push(rig.infer(GROUP));
      done.joined++;
    } else {
      const [member] = members.splice(random.integer(members.length), 1);
      if (change % 4 === 3) {
        assert(await member.kill(), member.said);
        done.killed++;
      } else {
        await stop(member);
        done.left++;
      }
    }
    // Every few changes the group must have come to rest; the others hit one another.
    if (change % 4 !== 3) continue;
    const settledMs = await rig.progress(GROUP);
    assert(settledMs !== undefined, members.map(({ said }) => said).join());
    tookMs = Math.max(tookMs, settledMs);
  }
  stderrLog.info(`members: ${JSON.stringify(done)}, all at work again within ${tookMs} ms`);
  for (const member of members) await stop(member);
  await rig.verify(GROUP);
}

/** Asks a member to end in order, once it listens: before, a signal is the end of any program. */
async function stop(member: Member): Promise<void> {
  await member.says(/^backend /m);
  member.signal("SIGTERM");
  await member.end();
}
