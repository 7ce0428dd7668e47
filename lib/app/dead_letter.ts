/**
 * Bad messages, kept aside: each goes to the dead-letter topic before its offset moves.
 * @module
 */

import type { OutgoingMessage, Payload } from "#lib/bus/bus.ts";

/** Most bytes of a bad payload that are kept: enough to see what it is. */
const KEPT_BYTES = 1_024;

/** Where a bad message lay, and what was wrong with it. */
export interface BadRecord {
  /** Topic that it was read from, or would have gone to. */
  readonly topic: string;
  /** Partition that it was read from; `null` where it never came to lie on the bus. */
  readonly partition: number | null;
  /** Its offset there; `null` likewise. */
  readonly offset: number | null;
  /** Its key. */
  readonly key: string;
  /** Why it is bad. */
  readonly reason: string;
  /** What it carried. */
  readonly payload: Payload;
}

/**
 * Makes the message that goes to the dead-letter topic: JSON with the place, the reason and the
 * first 1,024 bytes of the payload, as text or, where it is bytes, in base64. Keys of other programs
 * may hold what no bus publishes: that is replaced.
 * @param topic the dead-letter topic
 */
export function deadLetter(topic: string, bad: BadRecord): OutgoingMessage {
  const isText = typeof bad.payload === "string";
  const cut = bad.payload.slice(0, KEPT_BYTES);
  const key = bad.key.slice(0, KEPT_BYTES).replaceAll("\0", "\ufffd").toWellFormed();
  return {
    topic,
    key,
    value: JSON.stringify({
      v: 1,
      topic: bad.topic,
      partition: bad.partition,
      offset: bad.offset,
      key,
      reason: bad.reason,
      size: bad.payload.length,
      encoding: isText ? "text" : "base64",
      payload: typeof cut === "string" ? cut.toWellFormed() : cut.toBase64(),
    }),
  };
}
