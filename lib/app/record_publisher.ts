/**
 * From packets to messages on the bus: what `generate`, `capture` and the measurements share.
 * Adds the ticks and ends of silent links, encodes, publishes.
 * @module
 */

import type { Bus, OutgoingMessage } from "#lib/bus/bus.ts";
import { encodeJson } from "#lib/bus/codec/json_encoder.ts";
import { encodePacked } from "#lib/bus/codec/packed_encoder.ts";
import type { Ticker } from "#lib/capture/ticker.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import { packetsIn } from "./packets_in.ts";

/** How records lie in messages. */
export type RecordFormat = "json" | "packed";

/** Records that are published at once: enough to make a message of packed rows worth its while,
 * and few enough that a transaction blocks no other writer for long. */
export const PUBLISH_ROWS = 8_192;

/** Where and how to publish. */
export interface PublisherOptions {
  /** Topic of the packets. */
  readonly topic: string;
  /** How records lie in messages. */
  readonly format: RecordFormat;
}

/** Stores messages that hold so many packets, and whatever has to be stored with them. */
export type Store = (messages: OutgoingMessage[], packets: number) => Promise<void>;

/** Encodes a batch in a format. */
export function encodeRecords(
  batch: PacketBatch,
  { topic, format }: PublisherOptions,
): OutgoingMessage[] {
  return format === "json" ? encodeJson(batch, topic) : encodePacked(batch, topic);
}

/** Publishes the packets of one source, with its silences. */
export class RecordPublisher {
  /** Messages that are stored. */
  messages = 0;
  /** Packets, ticks and ends in them. */
  records = 0;
  /** Packets among these. */
  packets = 0;
  /** Bytes of the messages' values; text counts a byte a character. */
  sizeBytes = 0;
  readonly #options: PublisherOptions;
  readonly #ticker: Ticker;
  readonly #store: Store;
  #records: PacketBatch | undefined;

  /**
   * Publishes nothing yet.
   * @param ticker adds the silences of the source
   * @param store writes messages; see {@link publishTo}
   */
  constructor(options: PublisherOptions, ticker: Ticker, store: Store) {
    this.#options = options;
    this.#ticker = ticker;
    this.#store = store;
  }

  /** Publishes a batch of packets; when it resolves they are stored and the batch is free. */
  async publish(packets: PacketBatch): Promise<void> {
    this.#records ??= new PacketBatch(PUBLISH_ROWS, packets.links);
    this.#ticker.take(packets);
    await this.#drain(this.#records);
  }

  /** Takes note of packets that are on the bus already, with the silences between them. */
  skip(packets: PacketBatch): void {
    const records = this.#records ??= new PacketBatch(PUBLISH_ROWS, packets.links);
    this.#ticker.take(packets);
    while (this.#ticker.drain(records) > 0) records.clear();
  }

  /** Says that event time has come to `ts`, µs, though no packet has. */
  async advance(ts: number): Promise<void> {
    if (this.#records === undefined) return;
    this.#ticker.clock(ts);
    await this.#drain(this.#records);
  }

  /** Ends all links: the source is done. */
  async finish(): Promise<void> {
    if (this.#records === undefined) return;
    this.#ticker.finish();
    await this.#drain(this.#records);
  }

  async #drain(records: PacketBatch): Promise<void> {
    while (this.#ticker.drain(records) > 0) {
      const messages = encodeRecords(records, this.#options);
      const packets = packetsIn(records);
      await this.#store(messages, packets);
      this.messages += messages.length;
      this.records += records.length;
      this.packets += packets;
      for (const { value } of messages) this.sizeBytes += value.length;
      records.clear();
    }
  }
}

/** Gives the store that just publishes. */
export function publishTo(bus: Bus): Store {
  return (messages) => bus.publish(messages);
}
