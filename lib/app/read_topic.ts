/**
 * Reads a topic once, from where it is asked to the end that it has when reading starts.
 * @module
 */

import type { Bus, FetchedMessages } from "#lib/bus/bus.ts";
import { UserError } from "#lib/core/errors.ts";
import type { Context } from "./run.ts";

/** Which messages. */
export interface TopicRequest {
  /** Topic. */
  readonly topic: string;
  /** Address of the bus, for the sentences. */
  readonly bus: string;
  /** Most messages: the newest of those that are meant. */
  readonly maxMessages: number;
  /** Only messages appended at or after this, ms since the Unix epoch. @default all */
  readonly sinceMs?: number;
  /** Only messages appended before this, ms since the Unix epoch. @default all */
  readonly untilMs?: number;
  /** What to do where there is no such topic. @default writing packets to it */
  readonly advice?: string;
}

/** What of a script's context reading takes. */
export type ReadContext = Pick<Context<unknown>, "log" | "progress" | "signal">;

/** Messages fetched at once. */
const FETCH_MESSAGES = 16_384;
/** Bytes of messages fetched at once. */
const FETCH_BYTES = 16 * 2 ** 20;

/** Makes the error for a topic that is not there. */
export function noSuchTopic(topic: string, address: string, advice = WRITE_PACKETS): UserError {
  return new UserError(`Cannot read "${topic}" of ${address}: there is no such topic; ${advice}`);
}

const WRITE_PACKETS =
  "write to it with deno task generate or deno task capture, or name another --topic";

/**
 * Gives the newest messages of a topic, partition by partition side by side. What is written
 * meanwhile is left out: the reading has an end.
 * @throws {UserError} if there is no such topic
 */
export async function* readTopic(
  bus: Bus,
  request: TopicRequest,
  { progress, signal }: Pick<ReadContext, "progress" | "signal">,
): AsyncGenerator<FetchedMessages> {
  const { topic } = request;
  const ranges = await rangesOf(bus, request);
  const from = new Map([...ranges].map(([partition, { begin }]) => [partition, begin]));
  let total = 0;
  for (const { begin, end } of ranges.values()) total += end - begin;
  let done = 0;
  using bar = progress({ label: `read ${topic}`, unit: "messages", total });
  while (from.size > 0) {
    signal.throwIfAborted();
    const fetched = await bus.read({
      topic,
      from,
      maxMessages: FETCH_MESSAGES,
      maxBytes: FETCH_BYTES,
    });
    if (fetched.length === 0) return;
    for (const part of fetched) {
      const { partition, offsets } = part;
      const { end } = ranges.get(partition)!;
      const next = Math.min(end, offsets[offsets.length - 1] + 1);
      done += next - from.get(partition)!;
      if (next === end) from.delete(partition);
      else from.set(partition, next);
      const wanted = before(part, end);
      if (wanted.offsets.length > 0) yield wanted;
    }
    bar.update(done);
  }
}

/** Gives the offsets that are meant, by partition; partitions without any are left out. */
async function rangesOf(bus: Bus, request: TopicRequest) {
  const { topic, sinceMs, untilMs, maxMessages } = request;
  const info = await bus.describeTopic(topic);
  if (info === undefined) throw noSuchTopic(topic, request.bus, request.advice);
  const since = sinceMs === undefined ? undefined : await bus.offsetsSince(topic, sinceMs);
  const until = untilMs === undefined ? undefined : await bus.offsetsSince(topic, untilMs);
  const all = info.partitions.map(({ earliest, latest }, partition) => ({
    begin: Math.max(earliest, since?.[partition] ?? earliest),
    end: Math.min(latest, until?.[partition] ?? latest),
  }));
  const held = all.reduce((sum, { begin, end }) => sum + Math.max(0, end - begin), 0);
  const share = Math.min(1, maxMessages / Math.max(1, held));
  const ranges = new Map<number, { readonly begin: number; readonly end: number }>();
  all.forEach(({ begin, end }, partition) => {
    const wanted = Math.floor((end - begin) * share);
    if (wanted > 0) ranges.set(partition, { begin: end - wanted, end });
  });
  return ranges;
}

/** Gives the messages before an offset. */
function before(messages: FetchedMessages, end: number): FetchedMessages {
  const { partition, offsets, keys, values } = messages;
  if (offsets[offsets.length - 1] < end) return messages;
  const most = offsets.findIndex((offset) => offset >= end);
  return {
    partition,
    offsets: offsets.slice(0, most),
    keys: keys.slice(0, most),
    values: values.slice(0, most),
  };
}
