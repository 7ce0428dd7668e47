/**
 * What groups have stored in the embedded log: how far each partition is read, under which epoch
 * it is owned, and its state.
 * @module
 */

import { type Commit, FencedError, type Ownership, type PartitionState } from "../bus.ts";
import type { Connection, Statement } from "./connection.ts";
import type { Topic } from "./topic_catalog.ts";

/** Reads and writes groups' progress. Every method runs inside a transaction of the caller. */
export class GroupStore {
  readonly #selectEpoch: Statement;
  readonly #updateOffset: Statement;
  readonly #upsertState: Statement;
  readonly #deleteState: Statement;
  readonly #selectOffset: Statement;
  readonly #selectState: Statement;

  /** Prepares for a log, whose tables must be there. */
  constructor(connection: Connection) {
    const one = `WHERE "group" = ? AND partition = ?`;
    this.#selectEpoch = connection.prepare(`SELECT epoch FROM group_partitions ${one}`);
    this.#updateOffset = connection.prepare(
      `UPDATE group_partitions SET next_offset = ? ${one}`,
    );
    this.#upsertState = connection.prepare(
      `INSERT INTO state ("group", partition, key, value) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET value = excluded.value`,
    );
    this.#deleteState = connection.prepare(`DELETE FROM state ${one} AND key = ?`);
    this.#selectOffset = connection.prepare(`SELECT next_offset FROM group_partitions ${one}`);
    this.#selectState = connection.prepare(`SELECT key, value FROM state ${one} ORDER BY key`);
  }

  /**
   * Stores the offsets and the state of a commit; needs a write transaction, which the caller
   * must not keep if this throws.
   * @param owned the commit's ownerships, by partition
   * @throws {FencedError} if one of them is over
   */
  store(commit: Commit, topic: Topic, owned: ReadonlyMap<number, Ownership>): void {
    const { group } = commit;
    for (const { partition, epoch } of owned.values()) {
      const row = this.#selectEpoch.get(group, topic.partitionId(partition));
      if ((row as [number] | undefined)?.[0] !== epoch) throw new FencedError(partition);
    }
    for (const [partition, offset] of commit.offsets) {
      this.#updateOffset.run(offset, group, topic.partitionId(partition));
    }
    for (const { partition, key, value } of commit.state) {
      const partitionId = topic.partitionId(partition);
      if (value === undefined) this.#deleteState.run(group, partitionId, key);
      else this.#upsertState.run(group, partitionId, key, value);
    }
  }

  /** Gives what a group stored for a partition; needs a read transaction. */
  restore(group: string, partitionId: number): PartitionState {
    const row = this.#selectOffset.get(group, partitionId) as [number | null] | undefined;
    const entries = this.#selectState.all(group, partitionId) as [string, Uint8Array][];
    return { offset: row?.[0] ?? undefined, entries: new Map(entries) };
  }
}
