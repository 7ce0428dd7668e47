/**
 * Workers of a group on a bus in memory, by a clock that moves only while somebody sleeps.
 * @module
 */

import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { BadShare } from "#lib/app/bad_share.ts";
import { GroupWorker, type WorkerOptions } from "#lib/app/group_worker.ts";
import { LinkPipeline, type PipelineParts } from "#lib/app/link_pipeline.ts";
import { StaleLinks } from "#lib/app/stale_links.ts";
import type { Bus, FetchedMessages, OutgoingMessage } from "#lib/bus/bus.ts";
import { MemoryBus } from "#lib/bus/memory/memory_bus.ts";
import { MemoryStore } from "#lib/bus/memory/memory_store.ts";
import type { Clock } from "#lib/core/time.ts";
import { KEEP, readAll } from "../bus/bus_driver.ts";
import { messagesOf, type NamedRecord, pipelineParts, TOPICS } from "./pipeline_parts.ts";

/** How long a member of a rig may be silent. */
export const SESSION_MS = 1_000;
/** Partitions of all topics. */
export const PARTITIONS = 4;
/** Links of a rig's packets. */
export const LINKS = ["link-1", "link-2", "link-3", "link-4", "link-5"];

/** A clock that sleepers move on, and that tells a test when somebody sleeps. */
export class SleepClock implements Clock {
  /** Called at each sleep; throws nothing. */
  onSleep: () => void | Promise<void> = () => {};
  #nowMs = Date.UTC(2025, 2, 1);

  nowMs(): number {
    return this.#nowMs;
  }

  /** Moves the clock, forward or back. */
  advance(lengthMs: number): void {
    this.#nowMs += lengthMs;
  }

  async sleep(lengthMs: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return;
    this.#nowMs += lengthMs;
    await this.onSleep();
    await setImmediate(); // others have their turn
  }
}

/** A worker, and what can be seen of it. */
export interface RigWorker {
  readonly worker: GroupWorker;
  readonly pipeline: LinkPipeline;
  /** What it has said. */
  readonly said: string[];
}

/** See the module. */
export class WorkerRig {
  readonly clock = new SleepClock();
  /** Of each worker's pipeline. */
  parts: PipelineParts = pipelineParts();
  readonly #store = new MemoryStore();
  /** A bus for the test itself. */
  readonly own: Bus = this.bus();

  /** Makes a rig with its topics. */
  static async make(retention = KEEP): Promise<WorkerRig> {
    const rig = new WorkerRig();
    for (const topic of Object.values(TOPICS)) {
      await rig.own.createTopic(topic, {
        partitions: PARTITIONS,
        ...(topic === TOPICS.topic ? retention : KEEP),
      });
    }
    return rig;
  }

  /** Gives the bus as another process has it. */
  bus(): Bus {
    return new MemoryBus(this.#store, { clock: this.clock });
  }

  /** Makes a worker; it stops at the end of the log unless told otherwise. */
  worker(options: Partial<WorkerOptions> = {}, bus: Bus = this.bus()): RigWorker {
    const { clock } = this;
    const pipeline = new LinkPipeline(this.parts);
    const said: string[] = [];
    const say = (line: string) => void said.push(line);
    const worker = new GroupWorker({
      group: "g",
      topic: TOPICS.topic,
      from: "earliest",
      atEnd: "stop",
      sessionTimeoutMs: SESSION_MS,
      commitIntervalMs: 200,
      ...options,
    }, {
      bus,
      pipeline,
      badShare: new BadShare(TOPICS.topic, clock),
      staleLinks: new StaleLinks(60_000, clock, (link) => say(`${link} is stale`)),
      clock,
      log: { info: say, warn: say },
    });
    return { worker, pipeline, said };
  }

  /** Runs a new worker to the end of the log. */
  async finish(options: Partial<WorkerOptions> = {}): Promise<RigWorker> {
    const made = this.worker(options);
    await made.worker.run(new AbortController().signal);
    return made;
  }

  /** Writes messages. */
  async publish(messages: readonly OutgoingMessage[]): Promise<void> {
    await this.own.publish(messages);
  }

  /** Writes a packet a second of each link, from one second of event time to another. */
  async writeSeconds(fromS: number, toS: number): Promise<void> {
    const records: NamedRecord[] = [];
    for (let s = fromS; s < toS; s++) {
      for (const link of LINKS) records.push({ ts: s * 1e6, link, len: 100, proto: 6 });
    }
    await this.publish(messagesOf(records));
  }

  /** Gives what was written to the topics of results, by topic and key. */
  async results(): Promise<Record<string, string[]>> {
    const found: Record<string, string[]> = {};
    for (const topic of [TOPICS.forecastsTopic, TOPICS.alertsTopic, TOPICS.deadLettersTopic]) {
      for (const { key, value } of await readAll(this.own, topic)) {
        (found[`${topic} ${key}`] ??= []).push(String(value));
      }
    }
    return found;
  }

  /** Checks that the results are those of one pipeline that has seen the whole log at once. */
  async checkResults(): Promise<void> {
    const pipeline = new LinkPipeline(this.parts);
    const expected: Record<string, string[]> = {};
    for (let rest: readonly FetchedMessages[] = await this.#wholeLog(); rest.length > 0;) {
      rest = pipeline.process(rest).rest;
      for (const { topic, key, value } of pipeline.takeStep().outputs) {
        (expected[`${topic} ${key}`] ??= []).push(String(value));
      }
    }
    assert.deepEqual(await this.results(), expected);
  }

  async #wholeLog(): Promise<FetchedMessages[]> {
    const from = new Map(Array.from({ length: PARTITIONS }, (_, partition) => [partition, 0]));
    return await this.own.read({ topic: TOPICS.topic, from, maxMessages: 1e6, maxBytes: 1e9 });
  }
}
