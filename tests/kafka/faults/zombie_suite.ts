/**
 * Members that are stopped for twice their session, half of them inside of a commit, and go on when
 * others have done their work.
 * @module
 */

import assert from "node:assert/strict";
import { stderrLog } from "#lib/core/log.ts";
import { Random } from "#lib/core/random.ts";
import { type Member, pause, until } from "../../faults/member.ts";
import { COUNTS } from "./counts.ts";
import { FaultRig, SESSION_MS } from "./fault_rig.ts";
import type { HaltPlace } from "./fixtures/halt_at.ts";
import type { World } from "./world.ts";

const GROUP = "stopped";
/** What it says when the broker has refused its step, offsets and incidents together. */
const FENCED = /took over partition/g;
/** Before the broker has let the commit through; and between that and its end. */
const PLACES: readonly HaltPlace[] = ["begin", "records", "offsets", "end"];

/** Runs the suite. */
export async function zombieSuite({ broker, model }: World): Promise<void> {
  await using rig = await FaultRig.make({ name: "zombie", address: broker.address, model });
  const random = new Random(1, 2);
  await rig.generate();
  await rig.makeGroup(GROUP);
  await using lasting = rig.infer(GROUP);
  assert(await rig.progress(GROUP) !== undefined);
  let fences = 0;
  for (let round = 0; round < COUNTS.stops; round++) {
    const place = round % 2 === 0 ? PLACES[round / 2 % PLACES.length] : undefined;
    await using member = place === undefined
      ? rig.infer(GROUP)
      : rig.infer(GROUP, { fixture: ["infer_halting.ts", place, "3"] });
    if (place === undefined) {
      assert(await rig.progress(GROUP) !== undefined);
      await pause(random.integer(500));
    } else {
      await member.says(/halted/);
    }
    const seen = await stopTooLong(rig, member, place);
    fences += seen;
    if (place !== undefined) assert.equal(seen, 1, `${place}: ${member.said}`);
    assert(await rig.progress(GROUP) !== undefined, lasting.said + member.said);
    member.signal("SIGTERM");
    await member.end();
  }
  stderrLog.info(`zombie: stopped ${COUNTS.stops} times, ${fences} steps were refused`);
  lasting.signal("SIGTERM");
  await lasting.end();
  await rig.verify(GROUP);
}

/** Stops a member until its session is long over and others have gone on; gives how many of its
 * steps were refused when it went on. */
async function stopTooLong(
  rig: FaultRig,
  member: Member,
  place: HaltPlace | undefined,
): Promise<number> {
  const fences = () => member.said.match(FENCED)?.length ?? 0;
  const before = fences();
  member.signal("SIGSTOP");
  await pause(2 * SESSION_MS);
  assert(await rig.progress(GROUP) !== undefined, "nobody took over");
  member.signal("SIGCONT");
  if (place !== undefined) {
    await member.resume();
    await until(() => fences() > before);
  }
  assert(await rig.progress(GROUP) !== undefined, member.said);
  return fences() - before;
}
