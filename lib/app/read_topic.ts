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
  /** Most messages: the newest. */
  readonly maxMessages: number;
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
  { topic, bus: address, maxMessages, advice }: TopicRequest,
  { progress, signal }: Pick<ReadContext, "progress" | "signal">,
): AsyncGenerator<FetchedMessages> {
  const info = await bus.describeTopic(topic);
  if (info === undefined) throw noSuchTopic(topic, address, advice);
  const held = info.partitions.reduce((sum, { earliest, latest }) => sum + latest - earliest, 0);
  const share = Math.min(1, maxMessages / Math.max(1, held));
  const from = new Map<number, number>();
  info.partitions.forEach(({ earliest, latest }, partition) => {
    const wanted = Math.floor((latest - earliest) * share);
    if (wanted > 0) from.set(partition, latest - wanted);
  });
  let messages = 0;
  using bar = progress({
    label: `read ${topic}`,
    unit: "messages",
    total: Math.floor(held * share),
  });
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
      const { latest } = info.partitions[part.partition];
      const next = part.offsets[part.offsets.length - 1] + 1;
      if (next >= latest) from.delete(part.partition);
      else from.set(part.partition, next);
      messages += part.offsets.length;
      yield part;
    }
    bar.update(messages);
  }
}
