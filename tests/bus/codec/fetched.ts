/**
 * Messages as a bus would hand them out.
 * @module
 */

import type { FetchedMessages, OutgoingMessage, Payload } from "#lib/bus/bus.ts";

/** Puts outgoing messages into one partition. */
export function fetched(messages: readonly OutgoingMessage[]): FetchedMessages {
  return {
    partition: 0,
    offsets: messages.map((_, offset) => offset),
    keys: messages.map(({ key }) => key),
    values: messages.map(({ value }) => value),
  };
}

/** Puts payloads into one partition, all under the key "eth0". */
export function fetchedValues(...values: Payload[]): FetchedMessages {
  return fetched(values.map((value) => ({ topic: "t", key: "eth0", value })));
}
