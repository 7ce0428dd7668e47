/**
 * The promises of a bus, all at once: members come and go while they copy one topic to another.
 * @module
 */

import assert from "node:assert/strict";
import { type Bus, FencedError, type Membership, type OutgoingMessage } from "#lib/bus/bus.ts";
import { Random } from "#lib/core/random.ts";
import { KEEP, readAll, valuesOf } from "./bus_driver.ts";
import type { BusHarness, Define } from "./conformance.ts";

const PARTITIONS = 4;
const SESSION_MS = 5_000;
const KEYS = Array.from({ length: 12 }, (_, i) => `link-${i}`);

/** Defines the test of a whole group at work. */
export function workConformance(define: Define): void {
  for (const seed of [1, 2, 3]) {
    const promise = `loses and doubles nothing while members come and go (seed ${seed})`;
    define(promise, (harness) => testGroup(harness, new Random(seed)));
  }
}

async function testGroup(harness: BusHarness, random: Random): Promise<void> {
  const writer = await harness.open();
  await writer.createTopic("in", { partitions: PARTITIONS, ...KEEP });
  await writer.createTopic("out", { partitions: PARTITIONS, ...KEEP });
  let published = 0;
  const publish = () => {
    const value = String(published++);
    return writer.publish(KEYS.map((key) => ({ topic: "in", key, value })));
  };
  const workers: Worker[] = [];
  for (let step = 0; step < 120; step++) {
    const choice = random.uniform();
    if (choice < 0.3) await publish();
    else if (choice < 0.45 && workers.length < 4) workers.push(await Worker.start(harness));
    else if (choice < 0.5 && workers.length > 0) {
      await workers.splice(random.integer(workers.length), 1)[0].leave();
    } else if (choice < 0.6 && workers.length > 1) {
      // One hangs until others have its partitions and go on in them; then it wakes up and goes
      // on too, not knowing.
      const asleep = workers[random.integer(workers.length)];
      await harness.pass(SESSION_MS + 1_000);
      await publish();
      const awake = workers.filter((worker) => worker !== asleep);
      for (let round = 0; round < 4; round++) {
        for (const worker of awake) await worker.work({ polls: true });
      }
      await asleep.work({ polls: false });
    } else {
      for (const worker of workers) await worker.work({ polls: true });
    }
  }
  workers.push(await Worker.start(harness));
  const expected = Array.from({ length: published }, (_, i) => String(i));
  const isDone = async () => (await readAll(writer, "out")).length >= published * KEYS.length;
  for (let round = 0; round < 200 && !await isDone(); round++) {
    for (const worker of workers) await worker.work({ polls: true });
    await harness.pass(10);
  }
  for (const worker of workers) await worker.work({ polls: true }); // would double the last ones
  const seen = await readAll(writer, "out");
  for (const key of KEYS) assert.deepEqual(valuesOf(seen, key), expected);
}

/** Copies "in" to "out", one commit a step, as `infer` does its work. */
class Worker {
  readonly #next = new Map<number, number>();

  private constructor(readonly bus: Bus, readonly membership: Membership) {}

  static async start(harness: BusHarness): Promise<Worker> {
    const bus = await harness.open();
    const join = { group: "g", topic: "in", sessionTimeoutMs: SESSION_MS };
    return new Worker(bus, await bus.join(join));
  }

  leave(): Promise<void> {
    return this.membership.leave();
  }

  async work(options: { polls: boolean }): Promise<void> {
    if (options.polls) {
      const { revoked, assigned } = await this.membership.poll();
      for (const { partition } of revoked) this.#next.delete(partition);
      for (const { partition } of assigned) {
        const { offset } = await this.bus.restore("g", "in", partition);
        this.#next.set(partition, offset ?? 0);
      }
    }
    if (this.#next.size === 0) return;
    const bounds = { maxMessages: 25, maxBytes: 1 << 20 };
    const fetched = await this.bus.read({ topic: "in", from: this.#next, ...bounds });
    if (fetched.length === 0) return;
    const offsets = new Map<number, number>();
    const outputs: OutgoingMessage[] = [];
    for (const { partition, offsets: read, keys, values } of fetched) {
      offsets.set(partition, read.at(-1)! + 1);
      keys.forEach((key, i) => outputs.push({ topic: "out", key, value: values[i] }));
    }
    const owned = this.membership.owned;
    try {
      await this.bus.commit({ group: "g", topic: "in", owned, offsets, outputs, state: [] });
      for (const [partition, offset] of offsets) this.#next.set(partition, offset);
    } catch (error) {
      // What a fenced member read is the new owner's; its next poll says so.
      if (!(error instanceof FencedError)) throw error;
    }
  }
}
