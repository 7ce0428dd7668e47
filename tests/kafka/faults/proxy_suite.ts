/**
 * Members whose network is bad: slow, cut again and again, then gone for longer than their sessions
 * while another member, whose network is well, does their work.
 * @module
 */

import assert from "node:assert/strict";
import { stderrLog } from "#lib/core/log.ts";
import { Random } from "#lib/core/random.ts";
import { pause } from "../../faults/member.ts";
import { COUNTS } from "./counts.ts";
import { FaultRig } from "./fault_rig.ts";
import type { World } from "./world.ts";

const GROUP = "network";
/** Longest delay of each piece of data, one way, ms. */
const DELAY_MS = 40;

/** Runs the suite. */
export async function proxySuite({ broker, proxy, model }: World): Promise<void> {
  await using rig = await FaultRig.make({ name: "proxy", address: broker.address, model });
  const random = new Random(1, 4);
  await rig.generate();
  await rig.makeGroup(GROUP);
  await using near = rig.infer(GROUP);
  await using far = rig.infer(GROUP, { address: proxy.address });
  await using farther = rig.infer(GROUP, { address: proxy.address });
  const members = [near, far, farther];
  const goesOn = async () => {
    const tookMs = await rig.progress(GROUP);
    assert(tookMs !== undefined, members.map(({ said }) => said).join());
    return tookMs;
  };
  await goesOn();
  let connections = 0;
  for (let cut = 0; cut < COUNTS.cuts; cut++) {
    proxy.delayMs = random.integer(DELAY_MS);
    await pause(random.integer(1_500));
    connections += proxy.cut();
    if (cut % 4 === 3) await goesOn();
  }
  assert(connections > 0);
  proxy.delayMs = 0;
  await goesOn();
  proxy.block();
  const startMs = Date.now();
  const takenOverMs = await goesOn();
  await pause(Math.max(0, COUNTS.blackHoleMs - (Date.now() - startMs)));
  proxy.unblock();
  const backMs = await goesOn();
  stderrLog.info(
    `proxy: cut ${COUNTS.cuts} times, ${connections} connections; nothing let through for ` +
      `${COUNTS.blackHoleMs} ms: taken over within ${takenOverMs} ms, went on after it within ` +
      `${backMs} ms`,
  );
  for (const member of members) member.signal("SIGTERM");
  for (const member of members) await member.end();
  await rig.verify(GROUP);
}
