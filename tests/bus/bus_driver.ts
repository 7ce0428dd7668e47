/**
 * What the tests of buses do over and over: make topics, read everything, poll until a group has
 * settled.
 * @module
 */

import assert from "node:assert/strict";
import type { Bus, Membership, Payload, ReadRequest, TopicOptions } from "#lib/bus/bus.ts";
import type { BusHarness } from "./conformance.ts";

/** Keeps everything. */
export const KEEP: Omit<TopicOptions, "partitions"> = { retentionMs: 0, retentionBytes: 0 };

/** A message as a reader saw it. */
export interface Seen {
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  readonly value: Payload;
}

/** Reads a topic to its end, a few messages at a time; in offset order within each partition. */
export async function readAll(bus: Bus, topic: string, bounds?: ReadBounds): Promise<Seen[]> {
  const seen: Seen[] = [];
  for await (const message of eachMessage(bus, topic, bounds)) seen.push(message);
  return seen;
}

/** How much a read brings at most. */
type ReadBounds = Pick<ReadRequest, "maxMessages" | "maxBytes">;

/** Gives what {@link readAll} reads, message by message. */
export async function* eachMessage(
  bus: Bus,
  topic: string,
  bounds: ReadBounds = { maxMessages: 1_000, maxBytes: 1 << 20 },
): AsyncGenerator<Seen, void> {
  const info = await bus.describeTopic(topic);
  assert(info !== undefined, `no topic ${topic}`);
  const from = new Map(info.partitions.map(({ earliest }, partition) => [partition, earliest]));
  for (;;) {
    const fetched = await bus.read({ topic, from, ...bounds });
    if (fetched.length === 0) return;
    for (const { partition, offsets, keys, values } of fetched) {
      assert.equal(keys.length, offsets.length);
      assert.equal(values.length, offsets.length);
      for (const [i, offset] of offsets.entries()) {
        assert(offset >= from.get(partition)!, "an offset came back");
        from.set(partition, offset + 1);
        yield { partition, offset, key: keys[i], value: values[i] };
      }
    }
  }
}

/** Gives the values of one key, in the order of a read. */
export function valuesOf(seen: readonly Seen[], key: string): Payload[] {
  return seen.filter((message) => message.key === key).map(({ value }) => value);
}

/** Polls members in turn until they share all partitions of a topic evenly, each with one owner.
 * Group protocols need some rounds; what they settle on is the same. */
export async function settle(
  harness: BusHarness,
  members: readonly Membership[],
  partitions: number,
): Promise<void> {
  let owned: number[][] = [];
  for (let round = 0; round < 100; round++) {
    for (const member of members) await member.poll();
    owned = members.map((member) => member.owned.map(({ partition }) => partition));
    const counts = owned.map((list) => list.length);
    const all = owned.flat();
    const isEven = Math.max(...counts) - Math.min(...counts) <= 1;
    if (isEven && all.length === partitions && new Set(all).size === partitions) return;
    await harness.pass(10);
  }
  assert.fail(`members did not come to share ${partitions} partitions: ${JSON.stringify(owned)}`);
}
