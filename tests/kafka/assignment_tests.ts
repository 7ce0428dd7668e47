/**
 * The same results whatever the assignment: one log, worked by members that come and go, on Kafka
 * and on the embedded log.
 * @module
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { BadShare } from "#lib/app/bad_share.ts";
import { GroupWorker } from "#lib/app/group_worker.ts";
import type { KafkaBroker } from "#lib/app/kafka_broker.ts";
import { LinkPipeline } from "#lib/app/link_pipeline.ts";
import { StaleLinks } from "#lib/app/stale_links.ts";
import type { Bus } from "#lib/bus/bus.ts";
import { openBus } from "#lib/bus/open.ts";
import { systemClock } from "#lib/core/clock.ts";
import { staleRecord } from "#lib/forecast/stale_record.ts";
import { messagesOf, type NamedRecord, pipelineParts } from "../app/pipeline_parts.ts";
import { plainInfer } from "../app/plain_infer.ts";
import { KEEP, readAll } from "../bus/bus_driver.ts";
import { naiveWindows } from "../window/naive_windows.ts";
import { LOG_LINKS, makeLog } from "./assignment_log.ts";

const PARTITIONS = 6;
const GROUP = "share";
/** Above the quiet stretches' windows and below the loud ones'. */
const THRESHOLD = 11;
/** Silence after which a link is stale, in ms of a clock that stands until all is worked off. */
const STALE_MS = 3_000;
const LOOK_MS = 30;
/** Looks until something must have happened. */
const LOOKS = 4_000;

/** How many members work on each part of the log. */
const ASSIGNMENTS: readonly (readonly number[])[] = [[1, 1, 1], [2, 1, 2], [4, 2, 4]];

/** Defines the tests; the broker is there when they run. */
export function assignmentTests(broker: () => KafkaBroker): void {
  const log = makeLog(3);
  for (const members of ASSIGNMENTS) {
    Deno.test(`infer gives the same on Kafka, whoever works: members ${members.join(", ")}`, async () => {
      const address = `kafka://${broker().address}`;
      const run = new Run(address, `a${crypto.randomUUID().slice(0, 8)}-`, log);
      assert.deepEqual(await run.results(members), expectedOf(log));
    });
  }

  Deno.test("infer gives on the embedded log what it gives on Kafka", async () => {
    const folder = await Deno.makeTempDir({ prefix: "assignment-" });
    try {
      const run = new Run(join(folder, "traffic.db"), "", log);
      assert.deepEqual(await run.results([4, 1, 3]), expectedOf(log));
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

/** What a run has left: values by topic and link in their order, and how many packets were late. */
interface Results {
  readonly values: Record<string, string[]>;
  readonly late: number;
}

/** Works the results out with lists and objects, link by link. */
function expectedOf(log: readonly NamedRecord[]): Results {
  const parts = pipelineParts(undefined, THRESHOLD);
  const { windowUs } = parts.windows;
  const values: Record<string, string[]> = {};
  let late = 0;
  for (const link of LOG_LINKS) {
    const own = log.filter((record) => record.link === link)
      .map((record) => ({ kind: 0, len: 0, proto: 255, ...record, link: 0 }));
    const cut = naiveWindows(own, parts.windows);
    late += cut.late;
    const { forecasts, alerts } = plainInfer(link, cut.windows, parts);
    if (own.at(-1)!.kind !== 2) {
      const last = Math.max(...own.map(({ ts }) => ts));
      forecasts.push(staleRecord(link, Math.floor(last / windowUs) * windowUs, parts.origin).value);
    }
    values[`forecasts ${link}`] = forecasts;
    if (alerts.length > 0) values[`alerts ${link}`] = alerts;
  }
  return { values, late };
}

/** A member at work. */
interface Member {
  readonly worker: GroupWorker;
  readonly pipeline: LinkPipeline;
  stop(): Promise<void>;
}

/** One group on a log of its own. */
class Run {
  readonly #address: string;
  readonly #topics: Record<"topic" | "forecastsTopic" | "alertsTopic" | "deadLettersTopic", string>;
  readonly #prefix: string;
  readonly #log: readonly NamedRecord[];
  readonly #members: Member[] = [];
  #late = 0;
  #staleMs = 0;
  #isStaleTime = false;

  constructor(address: string, prefix: string, log: readonly NamedRecord[]) {
    this.#address = address;
    this.#prefix = prefix;
    this.#log = log;
    this.#topics = {
      topic: `${prefix}packets`,
      forecastsTopic: `${prefix}forecasts`,
      alertsTopic: `${prefix}alerts`,
      deadLettersTopic: `${prefix}dead-letters`,
    };
  }

  /** Has so many members work on each part of the log, and gives what came of it. */
  async results(members: readonly number[]): Promise<Results> {
    await using bus = await openBus(this.#address, { ifMissing: "create" });
    for (const topic of Object.values(this.#topics)) {
      await bus.createTopic(topic, { partitions: PARTITIONS, ...KEEP });
    }
    const size = Math.ceil(this.#log.length / members.length);
    for (const [part, count] of members.entries()) {
      await this.#beMany(count);
      await this.#publish(bus, this.#log.slice(part * size, (part + 1) * size));
      // The last part is worked off while the members stay; in the others they come and go.
      if (part === members.length - 1) await this.#workOff(bus);
    }
    this.#isStaleTime = true;
    const open = LOG_LINKS.filter((_, i) => i % 2 === 0).length;
    await until(async () => {
      const values = (await readAll(bus, this.#topics.forecastsTopic)).map(({ value }) => value);
      return values.filter((value) => String(value).includes('"stale"')).length >= open;
    });
    await this.#beMany(0);
    return { values: await this.#read(bus), late: this.#late };
  }

  async #publish(bus: Bus, records: readonly NamedRecord[]): Promise<void> {
    for (let at = 0; at < records.length; at += 500) {
      const format = at % 1_000 === 0 ? "json" : "packed";
      const messages = messagesOf(records.slice(at, at + 500), format);
      await bus.publish(messages.map((message) => ({ ...message, topic: this.#topics.topic })));
    }
  }

  /** Starts or stops members, and waits until they share all partitions. */
  async #beMany(count: number): Promise<void> {
    while (this.#members.length > count) await this.#members.shift()!.stop();
    while (this.#members.length < count) this.#members.push(await this.#start());
    if (count === 0) return;
    await until(() => {
      const owned = this.#members.map(({ worker }) => worker.partitions);
      const sum = owned.reduce((total, own) => total + own, 0);
      return Promise.resolve(sum === PARTITIONS && Math.min(...owned) > 0);
    });
  }

  async #start(): Promise<Member> {
    const bus = await openBus(this.#address, { ifMissing: "fail" });
    const parts = { ...pipelineParts(undefined, THRESHOLD), topics: this.#topics };
    const pipeline = new LinkPipeline(parts);
    const staleClock = {
      nowMs: () => this.#isStaleTime ? this.#staleMs += 500 : this.#staleMs,
      sleep: () => Promise.resolve(),
    };
    const worker = new GroupWorker({
      group: this.#prefix + GROUP,
      topic: this.#topics.topic,
      from: "earliest",
      atEnd: "wait",
      sessionTimeoutMs: 30_000,
      commitIntervalMs: 100,
    }, {
      bus,
      pipeline,
      badShare: new BadShare(this.#topics.topic, systemClock),
      staleLinks: new StaleLinks(STALE_MS, staleClock, () => {}),
      clock: systemClock,
    });
    const stopping = new AbortController();
    const running = worker.run(stopping.signal);
    const stop = async () => {
      stopping.abort();
      await running;
      this.#late += pipeline.windowStats.latePackets;
      await bus[Symbol.asyncDispose]();
    };
    return { worker, pipeline, stop };
  }

  /** Waits until the group has committed all there is. */
  async #workOff(bus: Bus): Promise<void> {
    const { topic } = this.#topics;
    await until(async () => {
      const positions = new Map<number, number>();
      for (let partition = 0; partition < PARTITIONS; partition++) {
        const { offset } = await bus.restore(this.#prefix + GROUP, topic, partition);
        positions.set(partition, offset ?? 0);
      }
      const more = await bus.read({ topic, from: positions, maxMessages: 1, maxBytes: 1 });
      return more.length === 0;
    });
  }

  async #read(bus: Bus): Promise<Record<string, string[]>> {
    const values: Record<string, string[]> = {};
    for (const name of ["forecasts", "alerts", "dead-letters"]) {
      for (const { key, value } of await readAll(bus, this.#prefix + name)) {
        (values[`${name} ${key}`] ??= []).push(String(value));
      }
    }
    return values;
  }
}

/** Looks again and again until something is so. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let look = 0; look < LOOKS; look++) {
    if (await isSo()) return;
    await systemClock.sleep(LOOK_MS);
  }
  assert.fail("it did not come to be");
}
