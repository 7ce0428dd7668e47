/**
 * What every adapter refuses before it touches its store: requests that only a fault in the
 * program can make.
 * @module
 */

import { Buffer } from "node:buffer";
import type {
  Commit,
  JoinRequest,
  OutgoingMessage,
  Ownership,
  Payload,
  ReadRequest,
  TopicOptions,
} from "./bus.ts";

/** Most partitions of a topic. */
export const MAX_PARTITIONS = 1_024;

/** Most bytes of a message's key, id and value together, text as UTF-8, and of an entry of a state:
 * several times the largest packed record, and small beside what a broker takes in one request
 * (100 MiB). */
export const MAX_MESSAGE_BYTES: number = 16 * 2 ** 20;

/**
 * Refuses options that no topic can have.
 * @throws {RangeError} naming the option, its value and its bounds
 */
export function checkTopicOptions(name: string, options: TopicOptions): void {
  if (!/^[a-zA-Z0-9._-]{1,249}$/.test(name)) { // Kafka's rule for names
    throw new RangeError(
      `Cannot make the topic "${name}": expected 1 to 249 letters, digits, ".", "_" or "-"`,
    );
  }
  const bounds = [
    ["partitions", 1, MAX_PARTITIONS],
    ["retentionMs", 0, Number.MAX_SAFE_INTEGER],
    ["retentionBytes", 0, Number.MAX_SAFE_INTEGER],
  ] as const;
  for (const [option, least, most] of bounds) {
    const value = options[option];
    if (!Number.isInteger(value) || value < least || value > most) {
      throw new RangeError(
        `Cannot make the topic "${name}": ${option} is ${value}, expected ${least} to ${most}`,
      );
    }
  }
}

/**
 * Refuses messages that not every bus gives back as they were put in.
 * @throws {RangeError} if a key, an id or a text holds a NUL character or half a surrogate pair, or
 * a message is larger than {@link MAX_MESSAGE_BYTES}
 */
export function checkMessages(messages: readonly OutgoingMessage[]): void {
  for (const { topic, key, id = key, value } of messages) {
    const isPlain = isPlainText(key) && (id === key || isPlainText(id)) &&
      (typeof value !== "string" || isPlainText(value));
    if (!isPlain) {
      throw new RangeError(
        `Cannot publish to "${topic}": a key or a text holds a NUL character or half a ` +
          "surrogate pair; send the value as bytes",
      );
    }
    checkSize(`publish to "${topic}": a message`, key, id, value);
  }
}

/** Refuses what is too large for any bus; `what` is for the sentence. */
function checkSize(what: string, ...parts: readonly Payload[]): void {
  let most = 0;
  for (const part of parts) most += typeof part === "string" ? 3 * part.length : part.length;
  if (most <= MAX_MESSAGE_BYTES) return; // a character has three bytes at most, a pair four
  const sizeBytes = parts.reduce((sum, part) => sum + bytesOf(part), 0);
  if (sizeBytes <= MAX_MESSAGE_BYTES) return;
  throw new RangeError(
    `Cannot ${what} has ${sizeBytes} bytes with its key and id, expected at most ` +
      `${MAX_MESSAGE_BYTES}; split it`,
  );
}

function bytesOf(part: Payload): number {
  return typeof part === "string" ? Buffer.byteLength(part) : part.length;
}

/**
 * Refuses bounds that would never let a message through.
 * @throws {RangeError} naming the bound
 */
export function checkRead(request: ReadRequest): void {
  for (const bound of ["maxMessages", "maxBytes"] as const) {
    if (!(request[bound] >= 1)) {
      throw new RangeError(
        `Cannot read from "${request.topic}": ${bound} is ${request[bound]}, expected at least 1`,
      );
    }
  }
}

/**
 * Refuses a session that would end at once or never.
 * @throws {RangeError} naming the timeout
 */
export function checkJoin(request: JoinRequest): void {
  const { group, sessionTimeoutMs } = request;
  if (!(sessionTimeoutMs >= 1) || sessionTimeoutMs === Infinity) {
    throw new RangeError(
      `Cannot join the group "${group}": sessionTimeoutMs is ${sessionTimeoutMs}, expected 1 or ` +
        "more",
    );
  }
}

/**
 * Refuses a commit of partitions that it does not name as owned.
 * @returns the ownership of each partition
 * @throws {RangeError} naming the partition
 */
export function checkCommit(commit: Commit): Map<number, Ownership> {
  const owned = new Map(commit.owned.map((ownership) => [ownership.partition, ownership]));
  const touched = [
    ...commit.offsets.keys(),
    ...commit.state.map((change) => change.partition),
  ];
  for (const partition of touched) {
    if (!owned.has(partition)) {
      throw new RangeError(
        `Cannot commit partition ${partition} of "${commit.topic}": ` +
          "the commit does not name it as owned",
      );
    }
  }
  for (const { key, value } of commit.state) {
    if (!isPlainText(key)) {
      throw new RangeError(
        `Cannot commit to "${commit.topic}": a key of the state holds a NUL character or half a ` +
          "surrogate pair",
      );
    }
    checkSize(`commit to "${commit.topic}": an entry of the state`, key, value ?? "");
  }
  checkMessages(commit.outputs);
  return owned;
}

function isPlainText(text: string): boolean {
  return !text.includes("\0") && text.isWellFormed();
}
