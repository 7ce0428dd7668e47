/**
 * Batches for readings, used again and again: memory that is made and dropped a million times says
 * more of the allocator than of the reader.
 * @module
 */

import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import { TcpColumns } from "#lib/core/tcp_columns.ts";

/** Links that mutations may name before the table starts over. */
const MOST_LINKS = 10_000;

/** Gives a batch of each capacity. */
export class Batches {
  #links = new LinkTable();
  readonly #byCapacity = new Map<number, PacketBatch>();

  /** Gives the batch of a capacity; it is the same one until its links are too many. */
  take(capacity: number): PacketBatch {
    if (this.#links.size > MOST_LINKS) {
      this.#links = new LinkTable();
      this.#byCapacity.clear();
    }
    const known = this.#byCapacity.get(capacity);
    if (known !== undefined) return known;
    const made = new PacketBatch(capacity, this.#links);
    made.tcp = new TcpColumns(capacity);
    this.#byCapacity.set(capacity, made);
    return made;
  }
}
