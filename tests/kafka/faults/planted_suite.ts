/**
 * Bugs planted into `infer`, each of which the oracle must see; and the same without a bug, of which
 * it must not.
 * @module
 */

import assert from "node:assert/strict";
import { FaultRig } from "./fault_rig.ts";
import type { HaltPlace } from "./fixtures/halt_at.ts";
import type { Bug } from "./fixtures/infer_planted.ts";
import type { World } from "./world.ts";

/** Event time of the traffic: some ten thousand forecasts. */
const TRAFFIC = "8m";

/** Runs the suite. */
export async function plantedSuite({ broker, model }: World): Promise<void> {
  await using rig = await FaultRig.make({ name: "planted", address: broker.address, model });
  await rig.generateNow(TRAFFIC);
  const groups = ["early", "unfenced", "forgetful", "right"];
  for (const group of groups) await rig.makeGroup(group);
  await Promise.all([
    killBetween(rig, "early"),
    wakeUnfenced(rig, "unfenced"),
    runPlanted(rig, "forgetful", "no watermark"),
    rig.finish("right"),
  ]);
  await rig.publishLate();
  await runPlanted(rig, "forgetful", "no watermark");
  await Promise.all(["early", "unfenced", "right"].map((group) => rig.finish(group)));
  const found = await rig.differences(groups);
  const { missing, doubled, changed } = {
    missing: found.get("early")!.missing,
    doubled: found.get("unfenced")!.doubled,
    changed: found.get("forgetful")!.extra + found.get("forgetful")!.changed,
  };
  assert(missing > 0, "a commit before the work loses nothing");
  assert(doubled > 0, "a member without a fence doubles nothing");
  assert(changed > 0, "a watermark that is not stored changes nothing");
  const { example, ...right } = found.get("right")!;
  assert.deepEqual(Object.values(right), [0, 0, 0, 0], example);
}

/** Kills one that stores offsets before results when it has the one and not the other. */
async function killBetween(rig: FaultRig, group: string): Promise<void> {
  await using member = rig.infer(group, planted("commit before work", "between", 1));
  await member.says(/halted/);
  assert(await member.kill());
}

/** Has one without a fence sleep with finished work until another has done the same work. */
async function wakeUnfenced(rig: FaultRig, group: string): Promise<void> {
  await using zombie = rig.infer(group, planted("no fence", "begin", 1), "--once");
  await zombie.says(/halted/);
  await rig.finish(group);
  await zombie.resume();
  await zombie.end();
}

/** Runs one to the end of the log. */
async function runPlanted(rig: FaultRig, group: string, bug: Bug): Promise<void> {
  await using member = rig.infer(group, planted(bug, "begin", 0), "--once");
  await member.end();
}

function planted(bug: Bug, place: HaltPlace, nth: number) {
  return { fixture: ["infer_planted.ts", bug, place, String(nth)] } as const;
}
