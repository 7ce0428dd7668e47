/**
 * Processes of `infer` that are killed with -9 again and again: while they start, inside of their
 * commits, at any moment.
 * @module
 */

import assert from "node:assert/strict";
import { stderrLog } from "#lib/core/log.ts";
import { Random } from "#lib/core/random.ts";
import { pause } from "../../faults/member.ts";
import { COUNTS } from "./counts.ts";
import { FaultRig } from "./fault_rig.ts";
import { COMMIT_PLACES, type HaltPlace, START_PLACES } from "./fixtures/halt_at.ts";
import type { World } from "./world.ts";

/** Groups whose one process is killed: much of the time goes by in waiting for the broker to give
 * up the one before, so that several side by side are done sooner. */
const GROUPS = ["a", "b", "c", "d"];
/** Another seed kills at other moments. */
const SEED = Number(Deno.env.get("KILL_SEED") ?? 1);
/** Longest life of a process before it is killed at any moment, ms. */
const LIFE_MS = 500;
/** Longest life of one that is killed while it starts, ms: it joins after some hundred. */
const START_MS = 800;

/** Runs the suite. */
export async function killSuite({ broker, model }: World): Promise<void> {
  await using rig = await FaultRig.make({ name: "kill", address: broker.address, model });
  await rig.generate();
  const kills = new Map<string, number>();
  await Promise.all(GROUPS.map(async (group, index) => {
    await rig.makeGroup(group);
    const random = new Random(SEED, index);
    for (let kill = index; kill < COUNTS.kills; kill += GROUPS.length) {
      const place = kill % 8 < GROUPS.length
        ? await killAt(rig, group, random)
        : await killSometime(rig, group, random);
      kills.set(place, (kills.get(place) ?? 0) + 1);
      if (kill % 5 === 0) await rig.publishBad();
      if (kill % 5 === 1) await rig.publishLate();
    }
  }));
  const count = [...kills.values()].reduce((sum, times) => sum + times, 0);
  stderrLog.info(`kill: ${count} times -9: ${JSON.stringify(Object.fromEntries(kills))}`);
  assert.equal(count, COUNTS.kills);
  await rig.verify(...GROUPS);
}

/** Kills one of a group at a place of its start or of a commit; gives the place. */
async function killAt(rig: FaultRig, group: string, random: Random): Promise<HaltPlace> {
  const isStarting = random.uniform() < 0.3;
  const places = isStarting ? START_PLACES : COMMIT_PLACES;
  const place = places[random.integer(places.length)];
  const nth = isStarting ? 1 : 1 + random.integer(3);
  await using member = rig.infer(group, { fixture: ["infer_halting.ts", place, String(nth)] });
  await member.says(/halted/);
  assert(await member.kill(), member.said);
  return place;
}

/** Kills one of a group at any moment; says when that was. */
async function killSometime(rig: FaultRig, group: string, random: Random): Promise<string> {
  await using member = rig.infer(group);
  const isStarting = random.uniform() < 0.3;
  if (!isStarting) await member.says(/looks back/);
  await pause(random.integer(isStarting ? START_MS : LIFE_MS));
  assert(await member.kill(), member.said);
  return isStarting ? "while it starts" : "at any moment";
}
