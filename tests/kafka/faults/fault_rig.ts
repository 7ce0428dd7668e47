/**
 * Traffic on a topic of a real broker, with a generator at work on it, and the groups of `infer`
 * that have to make the same of it, whatever happens to them.
 * @module
 */

import assert from "node:assert/strict";
import type { Bus } from "#lib/bus/bus.ts";
import { openBus } from "#lib/bus/open.ts";
import { DEFAULT_START_US } from "#lib/config/options/traffic.ts";
import { stderrLog } from "#lib/core/log.ts";
import { DEFAULT_WINDOW_OPTIONS } from "#lib/window/window_options.ts";
import { resultOf } from "../../app/tasks.ts";
import { KEEP } from "../../bus/bus_driver.ts";
import { expectedResults } from "../../faults/expected_results.ts";
import { Member, pause } from "../../faults/member.ts";
import { countOf, difference, readResults, resultTopics, SAME } from "../../faults/results.ts";
import type { Difference } from "../../faults/results.ts";
import { MODEL_HORIZON, THRESHOLD, trafficArgs } from "../../faults/small_model.ts";
import { CommittedOffsets } from "./committed_offsets.ts";
import { COUNTS } from "./counts.ts";

/** The links of these partitions: at least one in each. */
const LINKS = 12;
const PARTITIONS = 6;
/** Partitions of the results. */
const RESULT_PARTITIONS = 3;
/** A member that is silent for this long is given up, ms: long for a busy machine, short for a
 * test. */
export const SESSION_MS = 2_000;
/** Windows that late packets lie in: enough to be taken for traffic, were they not refused. */
const LATE_WINDOWS = 4;
/** How often it is looked whether a group has come further, ms. */
const LOOK_MS = 100;
/** Longest wait for a group to come further, ms. */
const PATIENCE_MS = 120_000;

/** Where a rig works. */
export interface RigPlace {
  /** What its topics and groups begin with. */
  readonly name: string;
  /** Of the brokers. */
  readonly address: string;
  /** Folder of the model. */
  readonly model: string;
}

/** How a process differs from the task. */
export interface InferOptions {
  /** Of the brokers, where it is not the rig's. */
  readonly address?: string;
  /** Run in place of the task's script, with arguments before the others. */
  readonly fixture?: readonly [script: string, ...args: string[]];
}

/** See the module. */
export class FaultRig implements AsyncDisposable {
  /** The bus, as the test itself reads and writes it. */
  readonly bus: Bus;
  /** Topic of the packets. */
  readonly topic: string;
  readonly #place: RigPlace;
  #generator: Member | undefined;
  #badMessages = 0;

  private constructor(place: RigPlace, bus: Bus) {
    this.#place = place;
    this.bus = bus;
    this.topic = `${place.name}-packets`;
  }

  /** Makes the topic of the packets; nothing is on it yet. */
  static async make(place: RigPlace): Promise<FaultRig> {
    const bus = await openBus(`kafka://${place.address}`, { ifMissing: "fail" });
    const rig = new FaultRig(place, bus);
    await bus.createTopic(rig.topic, { partitions: PARTITIONS, ...KEEP });
    return rig;
  }

  /** Starts a generator that goes on until it is stopped, and waits until it writes. */
  async generate(): Promise<void> {
    this.#generator = new Member("generate", this.#trafficArgs(String(COUNTS.speed)));
    await this.#generator.says(new RegExp(`${LINKS} links from`));
  }

  /** Writes so much event time of traffic at once, and ends it. */
  async generateNow(duration: string): Promise<void> {
    await resultOf("generate", [...this.#trafficArgs("max"), "--duration", duration]);
  }

  /** Stops the generator in order: it ends its links. */
  async stopGenerator(): Promise<void> {
    this.#generator?.signal("SIGTERM");
    await this.#generator?.end();
  }

  /** Makes the topics of a group's results. They keep everything, where a compacted topic would
   * hide what was written twice. */
  async makeGroup(group: string): Promise<void> {
    for (const topic of resultTopics(`${this.#place.name}-${group}`)) {
      if (topic.startsWith("--")) continue;
      await this.bus.createTopic(topic, { partitions: RESULT_PARTITIONS, ...KEEP });
    }
  }

  /** Starts an `infer` of a group. */
  infer(group: string, { address, fixture }: InferOptions = {}, ...more: string[]): Member {
    const [script, ...before] = fixture ?? [];
    const session = ["--session-timeout", `${SESSION_MS}ms`];
    const args = [...before, ...this.#inferArgs(group, address), ...session, ...more];
    return new Member("infer", args, script && `tests/kafka/faults/fixtures/${script}`);
  }

  /** Writes a message that is no record. */
  async publishBad(): Promise<void> {
    const number = this.#badMessages++;
    const value = `{"v":1,"broken":${number}`;
    await this.bus.publish([{ topic: this.topic, key: `link-${number % LINKS + 1}`, value }]);
  }

  /** Writes packets of each link that come too late, of some windows where the traffic begins. */
  async publishLate(): Promise<void> {
    const messages = Array.from({ length: LINKS * LATE_WINDOWS }, (_, index) => {
      const link = `link-${index % LINKS + 1}`;
      const ts = DEFAULT_START_US + Math.floor(index / LINKS) * DEFAULT_WINDOW_OPTIONS.windowUs;
      const value = JSON.stringify({ v: 1, ts, link, len: 100, proto: 6 });
      return { topic: this.topic, key: link, value };
    });
    await this.bus.publish(messages);
  }

  /** Waits until a group has worked, in all partitions, on what is on the topic only now; gives how
   * long that took, ms, or `undefined` where it did not come to it in time. */
  async progress(group: string, patienceMs = PATIENCE_MS): Promise<number | undefined> {
    const startMs = Date.now();
    const committed = new CommittedOffsets(this.bus, `${this.#place.name}-${group}`, this.topic);
    const { partitions } = (await this.bus.describeTopic(this.topic))!;
    do {
      const offsets = await committed.read();
      if (partitions.every(({ latest }, partition) => (offsets.get(partition) ?? 0) > latest)) {
        return Date.now() - startMs;
      }
      await pause(LOOK_MS);
    } while (Date.now() - startMs < patienceMs);
    return undefined;
  }

  /** Has a group finish its work. The session is a usual one: how long a process waits for the
   * partitions of those that were killed goes by it. */
  async finish(group: string): Promise<void> {
    await resultOf("infer", [...this.#inferArgs(group), "--session-timeout", "10s", "--once"]);
  }

  /** Stops the generator, has the groups finish, and holds what they wrote against the oracle. */
  async verify(...groups: readonly string[]): Promise<void> {
    await this.stopGenerator();
    await Promise.all(groups.map((group) => this.finish(group)));
    const found = await this.differences(groups);
    for (const [group, how] of found) assert.deepEqual(how, SAME, `group ${group}`);
  }

  /** Holds what groups wrote against the oracle. */
  async differences(groups: readonly string[]): Promise<Map<string, Difference>> {
    const { model, name } = this.#place;
    const setting = { model, topic: this.topic, threshold: THRESHOLD, horizon: MODEL_HORIZON };
    const expected = await expectedResults(this.bus, setting);
    const [forecasts, alerts, deadLetters] = (["forecast", "alert", "dead letter"] as const)
      .map((kind) => countOf(expected, kind));
    assert(forecasts > 1_000 && alerts > 0, `${forecasts} forecasts, ${alerts} alerts: too few`);
    const found = new Map<string, Difference>();
    for (const group of groups) {
      found.set(group, difference(await readResults(this.bus, `${name}-${group}`), expected));
    }
    stderrLog.info(
      `${name}: held against ${forecasts} forecasts, ${alerts} alerts, ${deadLetters} dead letters`,
    );
    for (const [group, { example: _, ...counts }] of found) {
      stderrLog.info(`${name}: group ${group}: ${JSON.stringify(counts)}`);
    }
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#generator?.[Symbol.asyncDispose]();
    await this.bus[Symbol.asyncDispose]();
  }

  #trafficArgs(speed: string): string[] {
    return [
      ...["--bus", `kafka://${this.#place.address}`, "--topic", this.topic],
      ...[...trafficArgs(LINKS), "--partitions", String(PARTITIONS)],
      ...["--speed", speed, "--seed", "11"],
    ];
  }

  #inferArgs(group: string, address = this.#place.address): string[] {
    const name = `${this.#place.name}-${group}`;
    return [
      ...["--bus", `kafka://${address}`, "--topic", this.topic, "--model", this.#place.model],
      ...["--group", name, ...resultTopics(name)],
      ...["--threshold", String(THRESHOLD), "--print", "none"],
    ];
  }
}
