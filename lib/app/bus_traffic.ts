/**
 * Generated packets on the bus, with the ticks and ends of their links.
 * @module
 */

import type { Ticker } from "#lib/capture/ticker.ts";
import type { PacketBatch } from "#lib/core/packet.ts";
import type { RecordPublisher } from "./record_publisher.ts";
import type { TrafficSink } from "./traffic_sink.ts";

/** Publishes packets. */
export class BusTraffic implements TrafficSink {
  /** Topic and bus. */
  readonly place: string;
  readonly #publisher: RecordPublisher;
  readonly #ticker: Ticker;

  /** Publishes nothing yet. @param place topic and bus, for sentences */
  constructor(place: string, publisher: RecordPublisher, ticker: Ticker) {
    this.place = place;
    this.#publisher = publisher;
    this.#ticker = ticker;
  }

  /** Messages that are stored. */
  get messages(): number {
    return this.#publisher.messages;
  }

  /** What the ticker has to say. */
  get said(): string | undefined {
    return this.#ticker.said;
  }

  /** Publishes packets; when it resolves they are stored. */
  write(batch: PacketBatch): Promise<void> {
    return this.#publisher.publish(batch);
  }

  /** Says that event time has come to `ts`, µs. */
  advance(ts: number): Promise<void> {
    return this.#publisher.advance(ts);
  }

  /** Ends all links. */
  finish(): Promise<void> {
    return this.#publisher.finish();
  }
}
