/**
 * Where `generate` writes its packets: the bus, or a capture file.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";

/** Takes packets in the order of their times. */
export interface TrafficSink {
  /** Where it is, for sentences: `"packets" of sqlite:data/traffic.db`. */
  readonly place: string;
  /** Messages that were written; a file has none. */
  readonly messages: number;
  /** What has to be said at the end, `undefined` where there is nothing. */
  readonly said: string | undefined;
  /** Writes packets; when it resolves, the batch is free. */
  write(batch: PacketBatch): Promise<void>;
  /** Says that event time has come to `ts`, µs, though no packet has. */
  advance(ts: number): Promise<void>;
  /** Says that this was all. */
  finish(): Promise<void>;
}
