/**
 * How many rows of a partition's next message are done, where a step ended inside a message: one
 * packed message can hold records that close more windows than a step may.
 * @module
 */

import type { StateChange } from "#lib/bus/bus.ts";

/** Name of the state's entry; no link has a name with a control character. */
export const ROWS_DONE_KEY = "\u0001rows-done";

/** Rows that are done behind the offsets of partitions; stored and restored with them. */
export class RowsDone {
  readonly #rows = new Map<number, number>();
  readonly #changed = new Set<number>();

  /** Gives the rows of a partition's next messages that are done. */
  of(partition: number): number {
    return this.#rows.get(partition) ?? 0;
  }

  /** Takes note of them. */
  set(partition: number, rows: number): void {
    if (rows === this.of(partition)) return;
    this.#changed.add(partition);
    if (rows === 0) this.#rows.delete(partition);
    else this.#rows.set(partition, rows);
  }

  /** Gives what has changed since the last call, for a commit. */
  takeChanges(): StateChange[] {
    const changes = Array.from(this.#changed, (partition): StateChange => {
      const rows = this.#rows.get(partition);
      const place = { partition, key: ROWS_DONE_KEY };
      return rows === undefined ? place : { ...place, value: encode(rows) };
    });
    this.#changed.clear();
    return changes;
  }

  /** Takes a partition over as it was committed. */
  restore(partition: number, value: Uint8Array): void {
    this.#rows.set(partition, decode(value));
  }

  /** Forgets a partition, and what is not committed of it. */
  drop(partition: number): void {
    this.#rows.delete(partition);
    this.#changed.delete(partition);
  }
}

function encode(rows: number): Uint8Array {
  return new Uint8Array(Float64Array.of(rows).buffer);
}

function decode(value: Uint8Array): number {
  return new DataView(value.buffer, value.byteOffset, value.byteLength).getFloat64(0, true);
}
