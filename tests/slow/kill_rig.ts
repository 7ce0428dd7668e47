/**
 * A log with a generator at work on it, a small model, and what `infer` has to make of both.
 * @module
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import type { Bus } from "#lib/bus/bus.ts";
import { openBus } from "#lib/bus/open.ts";
import { resultOf } from "../app/tasks.ts";
import { expectedResults } from "../faults/expected_results.ts";
import { Member, until } from "../faults/member.ts";
import { type Results, resultTopics } from "../faults/results.ts";
import { MODEL_HORIZON, THRESHOLD, trafficArgs, trainSmallModel } from "../faults/small_model.ts";

/** Traffic of six links in three partitions, two links in each. */
const TRAFFIC = [...trafficArgs(6), "--partitions", "3"];
/** Times real time: enough to be at work on at any moment. */
const SPEED = "150";

/** See the module. Everything is in a temporary folder that is removed at the end. */
export class KillRig implements AsyncDisposable {
  /** The log, as the test itself reads and writes it. */
  readonly bus: Bus;
  readonly #dir: string;
  #generator: Member;
  #badMessages = 0;

  private constructor(dir: string, bus: Bus) {
    this.#dir = dir;
    this.bus = bus;
    this.#generator = this.#startGenerator();
  }

  /** Trains the model and starts the generator. */
  static async make(): Promise<KillRig> {
    const dir = await Deno.makeTempDir({ prefix: "kill-" });
    await trainSmallModel(dir);
    return new KillRig(dir, await openBus(join(dir, "traffic.db"), { ifMissing: "create" }));
  }

  /** Arguments of an `infer` of a group. */
  inferArgs(group: string): string[] {
    return [
      ...["--bus", join(this.#dir, "traffic.db"), "--model", join(this.#dir, "model")],
      ...["--group", group, ...resultTopics(group)],
      ...["--threshold", String(THRESHOLD), "--print", "none"],
    ];
  }

  /** Waits until the generator has written something. */
  async started(): Promise<void> {
    await this.#generator.says(/6 links from/);
  }

  /** Kills the generator with -9 and starts another, which goes on behind the log's last event. */
  async killGenerator(): Promise<void> {
    assert(await this.#generator.kill(), this.#generator.said);
    this.#generator = this.#startGenerator();
  }

  /** Stops the generator in order: it ends its links. */
  async stopGenerator(): Promise<void> {
    this.#generator.signal("SIGTERM");
    await this.#generator.end();
  }

  /** Writes a message that is no record. */
  async publishBad(): Promise<void> {
    const number = this.#badMessages++;
    const value = `{"v":1,"broken":${number}`;
    await this.bus.publish([{ topic: "packets", key: `link-${number % 6 + 1}`, value }]);
  }

  /** Has a group finish its work. */
  async finish(group: string): Promise<void> {
    await resultOf("infer", [...this.inferArgs(group), "--once"]);
  }

  /** Waits until a group has worked on in all partitions; says whether it did in time. */
  async waitForProgress(group: string, patienceMs?: number): Promise<boolean> {
    const { partitions } = (await this.bus.describeTopic("packets"))!;
    return await until(async () => {
      for (const [partition, { latest }] of partitions.entries()) {
        const { offset } = await this.bus.restore(group, "packets", partition);
        if (offset === undefined || offset <= latest) return false;
      }
      return true;
    }, patienceMs);
  }

  /** Works out, from the packets alone, what every group has to have written. */
  expected(): Promise<Results> {
    const model = join(this.#dir, "model");
    const setting = { model, topic: "packets", threshold: THRESHOLD, horizon: MODEL_HORIZON };
    return expectedResults(this.bus, setting);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#generator[Symbol.asyncDispose]();
    await this.bus[Symbol.asyncDispose]();
    await Deno.remove(this.#dir, { recursive: true });
  }

  #startGenerator(): Member {
    const bus = ["--bus", join(this.#dir, "traffic.db")];
    return new Member("generate", [...bus, ...TRAFFIC, "--speed", SPEED, "--seed", "11"]);
  }
}
