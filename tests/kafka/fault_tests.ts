/**
 * What goes wrong around a bus on Kafka: brokers and members that are killed, hang, or stay away.
 * @module
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import type { KafkaBroker } from "#lib/app/kafka_broker.ts";
import type { Bus } from "#lib/bus/bus.ts";
import { openBus } from "#lib/bus/open.ts";
import { KEEP, readAll, valuesOf } from "../bus/bus_driver.ts";
import { Child } from "../bus/sqlite/child_process.ts";

const KEYS = Array.from({ length: 12 }, (_, i) => `link-${i}`);
const PARTITIONS = 4;
/** Long enough for a machine with much else to do, short enough for a test. */
const SESSION_MS = 3_000;
const LOOK_MS = 50;
/** Looks until something must have happened: two minutes. */
const LOOKS = 2_400;

/** Defines the tests; the broker is there when they run. */
export function faultTests(broker: () => KafkaBroker): void {
  Deno.test("KafkaBus loses and doubles nothing when members are killed with -9", async () => {
    await using work = await Work.start(broker(), "killed");
    const workers = [work.worker(), work.worker()];
    for (let round = 0; round < 4; round++) {
      await work.publish(20);
      await workers[round % 2].until("commit");
      await workers[round % 2].kill();
      workers[round % 2] = work.worker();
    }
    await work.verify();
  });

  Deno.test("KafkaBus goes on when the broker was killed with -9 and came back", async () => {
    await using work = await Work.start(broker(), "restart");
    work.worker();
    const second = work.worker();
    for (let round = 0; round < 2; round++) {
      await work.publish(20);
      await second.until("commit");
      await broker().kill();
      const late = work.publish(20); // waits for the broker
      await broker().start();
      await late;
    }
    await work.verify();
  });

  Deno.test("KafkaBus lets no warning of its client library reach the user", async () => {
    await using work = await Work.start(broker(), "quiet");
    await work.publish(1);
    const address = `kafka://${broker().address}`;
    assert.equal(await warningsOf("writer.ts", address, "quiet-", "3"), "");
  });

  Deno.test("KafkaBus refuses a member that hung before its commit", async () => {
    await using work = await Work.start(broker(), "zombie");
    await work.publish(20);
    const zombie = work.worker("hangs");
    assert(await zombie.until("hangs"));
    work.worker();
    await work.verify();
    const before = (await readAll(work.bus, work.out)).length;
    zombie.signal("SIGCONT");
    assert(await zombie.until("fenced"));
    assert.equal((await readAll(work.bus, work.out)).length, before);
    // It takes part again.
    await work.publish(20);
    assert(await zombie.until("commit"));
    await work.verify();
  });
}

/** Runs a program of `tests/bus/fixtures` to its end and gives what it said as a warning. */
async function warningsOf(script: string, ...args: string[]): Promise<string> {
  const path = join(import.meta.dirname!, "..", "bus", "fixtures", script);
  const { stderr, success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--no-check", "--quiet", path, ...args],
    stdin: "null",
    stdout: "null",
  }).output();
  assert(success);
  return new TextDecoder().decode(stderr);
}

/** Members that copy a topic to another, and what must come of it. */
class Work implements AsyncDisposable {
  readonly #address: string;
  readonly #group: string;
  readonly #children: Child[] = [];
  #published = 0;

  private constructor(address: string, readonly bus: Bus, name: string) {
    this.#address = address;
    this.#group = name;
  }

  /** Name of the topic that is written to. */
  get out(): string {
    return `out-${this.#group}`;
  }

  static async start(broker: KafkaBroker, name: string): Promise<Work> {
    const address = `kafka://${broker.address}`;
    const bus = await openBus(address, { ifMissing: "fail" });
    const work = new Work(address, bus, name);
    await bus.createTopic("in", { partitions: PARTITIONS, ...KEEP });
    await bus.createTopic(work.out, { partitions: PARTITIONS, ...KEEP });
    // The topic "in" serves all tests; each begins with what is there.
    work.#published = (await readAll(bus, "in")).length / KEYS.length;
    return work;
  }

  /** Starts a member. */
  worker(...habit: string[]): Child {
    const child = new Child(
      "worker.ts",
      this.#address,
      this.#group,
      this.out,
      String(SESSION_MS),
      ...habit,
    );
    this.#children.push(child);
    return child;
  }

  /** Publishes messages of all keys, numbered from where the last ones ended. */
  async publish(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      const value = String(this.#published++);
      await this.bus.publish(KEYS.map((key) => ({ topic: "in", key, value })));
    }
  }

  /** Waits until all is copied, and holds it against the source: none lost, none twice. */
  async verify(): Promise<void> {
    const wanted = this.#published * KEYS.length;
    let seen = await readAll(this.bus, this.out);
    for (let look = 0; look < LOOKS && seen.length < wanted; look++) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      seen = await readAll(this.bus, this.out);
    }
    const source = await readAll(this.bus, "in");
    for (const key of KEYS) assert.deepEqual(valuesOf(seen, key), valuesOf(source, key));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children) await child[Symbol.asyncDispose]();
    await this.bus[Symbol.asyncDispose]();
  }
}
