import assert from "node:assert/strict";
import { stderrLog } from "#lib/core/log.ts";
import { Random } from "#lib/core/random.ts";
import { HALT_PLACES, type HaltPlace } from "./fixtures/halt_at.ts";
import { KillRig } from "./kill_rig.ts";
import { Member, pause } from "../faults/member.ts";
import { countOf, difference, readResults, SAME } from "../faults/results.ts";

const KILLS = 50;
/** Another seed kills at other moments. */
const SEED = Number(Deno.env.get("KILL_SEED") ?? 1);
const HALTING = "tests/slow/fixtures/infer_halting.ts";
/** Longest stop, ms: several sessions, and far less than others wait for a lock. */
const STOPPED_MS = 4_000;
const TORN = "tests/slow/fixtures/infer_commit_first.ts";

Deno.test("infer loses and doubles nothing, wherever and whenever it is killed", async (t) => {
  const startMs = Date.now();
  await using rig = await KillRig.make();
  await rig.started();
  const seconds = () => ((Date.now() - startMs) / 1000).toFixed(1);

  await t.step(`one process, killed ${KILLS} times`, async () => {
    const kills = await killOneByOne(rig, new Random(SEED, 1));
    stderrLog.info(`${seconds()} s: killed ${JSON.stringify(Object.fromEntries(kills))}`);
  });
  await t.step("three processes of a group, killed and stopped in turn", async () => {
    const done = await killAmongThree(rig, new Random(SEED, 2));
    stderrLog.info(`${seconds()} s: among three ${JSON.stringify(done)}`);
  });
  await rig.stopGenerator();
  await Promise.all(["one", "three", "calm"].map((group) => rig.finish(group)));
  const expected = await rig.expected();

  for (const group of ["calm", "one", "three"]) {
    await t.step(`group "${group}" has written what a plain reading of the log gives`, async () => {
      assert.deepEqual(difference(await readResults(rig.bus, group), expected), SAME);
    });
  }
  await t.step("there was enough to lose", () => {
    const counts = (["forecast", "alert", "dead letter"] as const)
      .map((kind) => countOf(expected, kind));
    const [forecasts, alerts, deadLetters] = counts;
    const said = `${forecasts} forecasts, ${alerts} alerts, ${deadLetters} dead letters`;
    stderrLog.info(`${seconds()} s: compared ${said}`);
    assert(forecasts > 10_000 && alerts > 10 && deadLetters > 10, said);
  });
  for (const [first, wrong] of [["offsets", "missing"], ["outputs", "doubled"]] as const) {
    await t.step(`a step that stores its ${first} first shows as ${wrong} records`, async () => {
      await killTorn(rig, first);
      const found = difference(await readResults(rig.bus, first), expected);
      assert(found[wrong] > 0, JSON.stringify(found));
    });
  }
  stderrLog.info(`${seconds()} s in all`);
});

/** Kills the one process of a group again and again: every other time at a place inside of a
 * commit, else at any moment. Gives how often it was killed where. */
async function killOneByOne(rig: KillRig, random: Random): Promise<Map<string, number>> {
  const kills = new Map<string, number>();
  const args = rig.inferArgs("one");
  for (let kill = 0; kill < KILLS; kill++) {
    const place = kill % 2 === 0
      ? await killAt(HALT_PLACES[random.integer(HALT_PLACES.length)], args, random)
      : await killSometime(args, random);
    kills.set(place, (kills.get(place) ?? 0) + 1);
    if (kill % 3 === 0) await rig.publishBad();
    if (kill % 12 === 6) await rig.killGenerator();
  }
  return kills;
}

async function killAt(place: HaltPlace, args: string[], random: Random): Promise<string> {
  const nth = 1 + random.integer(place === "output" ? 400 : place === "state" ? 12 : 3);
  await using member = new Member("infer", [place, String(nth), ...args], HALTING);
  await member.says(/halted/);
  assert(await member.kill());
  return place;
}

async function killSometime(args: string[], random: Random): Promise<string> {
  await using member = new Member("infer", args);
  const isStarting = random.uniform() < 0.2;
  if (!isStarting) await member.says(/looks back/);
  await pause(random.integer(isStarting ? 100 : 300));
  assert(await member.kill(), member.said);
  return isStarting ? "while it starts" : "at any moment";
}

/** What was done to the processes of a group. */
interface Done {
  killed: number;
  /** Stopped for so long that others took over. */
  stopped: number;
  /** Stopped inside of a transaction, so that nobody could. */
  stoppedWithLock: number;
  /** Held finished work until others had done it too, and was refused. */
  refused: number;
}

/** Kills members of a group, stops them for longer than their session lasts, and has one hold
 * finished work until others have done it too. */
async function killAmongThree(rig: KillRig, random: Random): Promise<Done> {
  const done: Done = { killed: 0, stopped: 0, stoppedWithLock: 0, refused: 0 };
  const args = [...rig.inferArgs("three"), "--session-timeout", "1s"];
  const start = () => new Member("infer", args);
  const members = [start(), start(), start()];
  await using _all = { [Symbol.asyncDispose]: () => endAll(members) };
  for (const member of members) await member.says(/looks back/);
  for (let action = 0; action < 12; action++) {
    const at = random.integer(members.length);
    await pause(random.integer(300));
    if (action % 4 === 1) {
      const stopped = members[at];
      stopped.signal("SIGSTOP");
      const hasGoneOn = await rig.waitForProgress("three", STOPPED_MS);
      stopped.signal("SIGCONT");
      done[hasGoneOn ? "stopped" : "stoppedWithLock"]++;
    } else if (action % 4 === 3) {
      await members[at].kill();
      members[at] = new Member("infer", ["begin", "3", ...args], HALTING);
      await members[at].says(/halted/);
      assert(await rig.waitForProgress("three"));
      await members[at].resume();
      await members[at].says(/took over partition/);
      done.refused++;
    } else {
      assert(await members[at].kill(), members[at].said);
      members[at] = start();
      done.killed++;
    }
  }
  for (const member of members) member.signal("SIGTERM");
  for (const member of members) await member.end();
  return done;
}

async function endAll(members: readonly Member[]): Promise<void> {
  for (const member of members) await member[Symbol.asyncDispose]();
}

/** Kills a process with a planted bug between the two halves of its steps, then lets it finish. */
async function killTorn(rig: KillRig, first: "offsets" | "outputs"): Promise<void> {
  const halts = first === "offsets"
    ? [["output", "20"], ["output", "400"]]
    : [["offset", "5"], ["offset", "2"]]; // the first three are where the group starts
  for (const halt of halts) {
    const args = [first, ...halt, ...rig.inferArgs(first)];
    await using member = new Member("infer", args, TORN);
    await member.says(/halted/);
    assert(await member.kill());
  }
  await rig.finish(first);
}
