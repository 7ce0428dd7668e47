/**
 * Where packets come from: the interface that every capture format, the generator and the tests'
 * sources share.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";

/**
 * A stream of packet records.
 *
 * Promises: records of one link come in the order of the source, which may run a little behind in
 * event time; `kind` is `packet` in all of them (ticks and ends are added by {@link
 * "./ticker.ts"}). The same bytes give the same records however they are cut into chunks. Damage
 * never throws: the good part is given, then {@link PacketSource.damage} says where it broke.
 */
export interface PacketSource extends AsyncDisposable {
  /**
   * Fills the free rows of a batch.
   * @returns how many records were added; 0 says that the source is at its end
   */
  read(batch: PacketBatch): Promise<number>;
  /** What was met so far: packets, bytes, and what could not be read, by reason. */
  readonly stats: SourceStats;
  /** One sentence on where and how the input broke, `undefined` while it is whole. */
  readonly damage: string | undefined;
}

/** Counters of a source. Everything that moves gets one. */
export interface SourceStats {
  /** Packets given. */
  packets: number;
  /** Bytes on the wire of those packets. */
  bytes: number;
  /** Bytes of input read (compressed as they lie in the file). */
  inputBytes: number;
  /** Packets that the capture says were dropped before they were captured. */
  dropped: number;
  /** Packets whose headers could not be read to the ports, by reason; they count as packets. */
  undecoded: Map<string, number>;
}
