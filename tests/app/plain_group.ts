/**
 * A group as plain as can be: what it has stored in a few maps, and a pipeline that works, crashes
 * and gets its partitions taken away when the test says so.
 * @module
 */

import assert from "node:assert/strict";
import { LinkPipeline, type PipelineParts } from "#lib/app/link_pipeline.ts";
import type { FetchedMessages, OutgoingMessage, StateChange } from "#lib/bus/bus.ts";
import { partitionOf } from "#lib/bus/partitioner.ts";

/** Lays messages out in partitions, as a topic holds them; offsets have gaps. */
export function topicOf(
  messages: readonly OutgoingMessage[],
  partitions: number,
): FetchedMessages[] {
  const topic = Array.from({ length: partitions }, (_, partition) => ({
    partition,
    offsets: [] as number[],
    keys: [] as string[],
    values: [] as OutgoingMessage["value"][],
  }));
  messages.forEach(({ key, value }, i) => {
    const { offsets, keys, values } = topic[partitionOf(key, partitions)];
    offsets.push(2 * i);
    keys.push(key);
    values.push(value);
  });
  return topic;
}

/** What is stored of a group, and the work on it by pipelines that come and go. */
export class PlainGroup {
  /** What has gone out. */
  readonly outputs: OutgoingMessage[] = [];
  readonly #parts: PipelineParts;
  readonly #topic: readonly FetchedMessages[];
  readonly #stored: Map<number, number>;
  /** What is stored of each partition's links. */
  readonly state = new Map<number, Map<string, Uint8Array>>();
  #positions: Map<number, number>;
  /** The process at work. */
  pipeline: LinkPipeline;

  /** Begins at the start of the topic. */
  constructor(parts: PipelineParts, topic: readonly FetchedMessages[]) {
    this.#parts = parts;
    this.#topic = topic;
    this.#stored = new Map(topic.map(({ partition }) => [partition, 0]));
    this.#positions = new Map(this.#stored);
    this.pipeline = new LinkPipeline(parts);
  }

  /** Works on the next messages of each partition; says whether there were any. */
  work(counts: readonly number[]): boolean {
    const fetched = this.#topic.flatMap((all) => {
      const at = all.offsets.findIndex((offset) => offset >= this.#positions.get(all.partition)!);
      return at < 0 ? [] : [cut(all, at, at + counts[all.partition])];
    }).filter(({ offsets }) => offsets.length > 0);
    for (const { partition, offsets } of fetched) {
      this.#positions.set(partition, offsets.at(-1)! + 1);
    }
    assert.deepEqual(this.pipeline.process(fetched).rest, []);
    return fetched.length > 0;
  }

  /** Stores what was made. */
  commit(): void {
    const { offsets, outputs, state } = this.pipeline.takeStep();
    this.outputs.push(...outputs);
    for (const [partition, offset] of offsets) this.#stored.set(partition, offset);
    for (const change of state) this.#keep(change);
  }

  /** Goes on in a new process from what is stored. */
  crash(): void {
    this.pipeline = new LinkPipeline(this.#parts);
    this.#positions = new Map(this.#stored);
    for (const [partition, entries] of this.state) this.pipeline.restore(partition, entries);
  }

  /** Goes on in the same process after a refused commit. */
  startOver(): void {
    this.pipeline.takeStep();
    this.#positions = new Map(this.#stored);
    for (const partition of this.#positions.keys()) this.#takeUp(partition);
  }

  /** Gives a partition away and gets it back. */
  move(partition: number): void {
    this.commit();
    this.#takeUp(partition);
  }

  #takeUp(partition: number): void {
    this.pipeline.drop(partition);
    this.pipeline.restore(partition, this.state.get(partition) ?? new Map());
  }

  #keep({ partition, key, value }: StateChange): void {
    const entries = this.state.get(partition) ?? new Map<string, Uint8Array>();
    this.state.set(partition, entries);
    if (value === undefined) entries.delete(key);
    else entries.set(key, value);
  }
}

function cut(all: FetchedMessages, from: number, to: number): FetchedMessages {
  const { partition, offsets, keys, values } = all;
  const [begin, end] = [from, Math.max(from, to)];
  return {
    partition,
    offsets: offsets.slice(begin, end),
    keys: keys.slice(begin, end),
    values: values.slice(begin, end),
  };
}
