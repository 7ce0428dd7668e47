/**
 * A cluster of three brokers of which one is killed with -9 under load, and comes back.
 * @module
 */

import assert from "node:assert/strict";
import { stderrLog } from "#lib/core/log.ts";
import { COUNTS } from "./counts.ts";
import { FaultRig } from "./fault_rig.ts";
import { startThreeBrokers } from "./three_brokers.ts";

const GROUP = "cluster";

/** Runs the suite. @param model its folder */
export async function threeBrokersSuite(model: string): Promise<void> {
  await using cluster = await startThreeBrokers();
  await using rig = await FaultRig.make({ name: "three", address: cluster.address, model });
  await rig.generate();
  await rig.makeGroup(GROUP);
  await using one = rig.infer(GROUP);
  await using other = rig.infer(GROUP);
  const members = [one, other];
  const goesOn = async () => {
    const tookMs = await rig.progress(GROUP);
    assert(tookMs !== undefined, members.map(({ said }) => said).join());
    return tookMs;
  };
  await goesOn();
  const withoutMs: number[] = [];
  const againMs: number[] = [];
  for (let round = 0; round < COUNTS.oneOfThree; round++) {
    const broker = cluster.brokers[round % cluster.brokers.length];
    await broker.kill();
    withoutMs.push(await goesOn());
    await broker.start();
    againMs.push(await goesOn());
  }
  stderrLog.info(
    `three: one of three brokers killed ${COUNTS.oneOfThree} times; work went on without it ` +
      `within, ms: ${withoutMs.join(", ")}; after it was back: ${againMs.join(", ")}`,
  );
  for (const member of members) member.signal("SIGTERM");
  for (const member of members) await member.end();
  await rig.verify(GROUP);
}
