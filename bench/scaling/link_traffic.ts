/**
 * Traffic for measurements of many links: each link has the same few packets in each window.
 * @module
 */

import type { FetchedMessages, OutgoingMessage } from "#lib/bus/bus.ts";
import { Topic } from "#lib/bus/topics.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import { encodeRecords, type RecordFormat } from "#lib/app/record_publisher.ts";

/** Length of a window, µs. */
export const WINDOW_US = 5_000_000;
const START_US = Date.UTC(2025, 2, 3) * 1000;

/** What the traffic is like. */
export interface LinkTraffic {
  /** How many links. */
  readonly links: number;
  /** Packets of each in a window. */
  readonly packetsPerWindow: number;
  /** How records lie in messages. */
  readonly format: RecordFormat;
}

/** Gives the messages of one window, link after link. @param window number of the window, from 0 */
export function messagesOfWindow(traffic: LinkTraffic, window: number): OutgoingMessage[] {
  const { links, packetsPerWindow, format } = traffic;
  const table = new LinkTable();
  const messages: OutgoingMessage[] = [];
  const perBatch = Math.max(1, Math.floor(65_536 / packetsPerWindow));
  for (let from = 0; from < links; from += perBatch) {
    const count = Math.min(perBatch, links - from);
    const batch = new PacketBatch(count * packetsPerWindow, table);
    for (let i = from; i < from + count; i++) {
      const link = table.intern(nameOf(i));
      for (let p = 0; p < packetsPerWindow; p++) {
        const ts = START_US + window * WINDOW_US + Math.floor(p * WINDOW_US / packetsPerWindow);
        batch.push({ kind: 0, ts, link, len: 60 + (i + p) % 1_400, proto: 6 });
      }
    }
    messages.push(...encodeRecords(batch, { topic: Topic.packets, format }));
  }
  return messages;
}

/** Names a link as operators do, in 20 characters: `edge-0012.eth-000034`. */
export function nameOf(link: number): string {
  const host = String(Math.floor(link / 1_000)).padStart(4, "0");
  return `edge-${host}.eth-${String(link % 1_000_000).padStart(6, "0")}`;
}

/** Gives messages as one partition holds them. */
export function asFetched(messages: readonly OutgoingMessage[]): FetchedMessages {
  return {
    partition: 0,
    offsets: messages.map((_, index) => index),
    keys: messages.map(({ key }) => key),
    values: messages.map(({ value }) => value),
  };
}
