/**
 * The members of groups in the embedded log, and which of them owns which partition.
 * @module
 */

import type { Ownership } from "../bus.ts";
import type { Connection, Statement } from "./connection.ts";
import type { Topic } from "./topic_catalog.ts";

/** A row of the members. */
export interface Member {
  /** Its id in the log; ids grow in order of joining. */
  readonly id: number;
  /** Name of the lock that it holds while it lives. */
  readonly lockName: string;
  /** When it last said that it lives, ms. */
  readonly heardMs: number;
  /** How long it may be silent, ms. */
  readonly timeoutMs: number;
}

/** A partition of the group's topic. */
export interface OwnedPartition extends Ownership {
  /** Its id in the log. */
  readonly partitionId: number;
  /** Id of the member that owns it, `undefined` where it is free. */
  readonly owner: number | undefined;
}

/** A group as it stands. */
export interface GroupView {
  /** In order of joining. */
  readonly members: readonly Member[];
  /** By partition number. */
  readonly partitions: readonly OwnedPartition[];
}

/** One group on one topic. Every method runs inside a transaction of the caller; those that
 * change something need a write transaction. */
export class MemberTable {
  readonly #group: string;
  readonly #topic: Topic;
  readonly #selectMembers: Statement;
  readonly #selectPartitions: Statement;
  readonly #insertMember: Statement;
  readonly #updateHeard: Statement;
  readonly #deleteMember: Statement;
  readonly #insertPartition: Statement;
  readonly #setOwner: Statement;
  readonly #releaseAll: Statement;

  /**
   * Prepares for one group.
   * @param connection to the log, whose tables must be there
   * @param group whose members these are
   * @param topic whose partitions they share
   */
  constructor(connection: Connection, group: string, topic: Topic) {
    this.#group = group;
    this.#topic = topic;
    this.#selectMembers = connection.prepare(
      `SELECT id, lock_name, heard_ms, timeout_ms FROM members
       WHERE "group" = ? AND topic = ? ORDER BY id`,
    );
    this.#selectPartitions = connection.prepare(
      `SELECT partitions.partition, partitions.id, epoch, owner
       FROM partitions JOIN group_partitions ON group_partitions.partition = partitions.id
       WHERE "group" = ? AND topic = ? ORDER BY partitions.partition`,
    );
    this.#insertMember = connection.prepare(
      `INSERT INTO members ("group", topic, lock_name, heard_ms, timeout_ms)
       VALUES (?, ?, ?, ?, ?) RETURNING id`,
    );
    this.#updateHeard = connection.prepare(
      "UPDATE members SET heard_ms = ? WHERE id = ? RETURNING id",
    );
    this.#deleteMember = connection.prepare(
      "DELETE FROM members WHERE id = ? AND heard_ms = ? RETURNING id",
    );
    this.#insertPartition = connection.prepare(
      `INSERT INTO group_partitions ("group", partition) VALUES (?, ?) ON CONFLICT DO NOTHING`,
    );
    this.#setOwner = connection.prepare(
      `UPDATE group_partitions SET owner = ?, epoch = epoch + 1
       WHERE "group" = ? AND partition = ?`,
    );
    this.#releaseAll = connection.prepare(
      `UPDATE group_partitions SET owner = NULL, epoch = epoch + 1
       WHERE "group" = ? AND owner = ?`,
    );
  }

  /** Gives the group as it stands. */
  view(): GroupView {
    const members = this.#selectMembers.all(this.#group, this.#topic.id) as [
      number,
      string,
      number,
      number,
    ][];
    const partitions = this.#selectPartitions.all(this.#group, this.#topic.id) as [
      number,
      number,
      number,
      number | null,
    ][];
    return {
      members: members.map(([id, lockName, heardMs, timeoutMs]) => (
        { id, lockName, heardMs, timeoutMs }
      )),
      partitions: partitions.map(([partition, partitionId, epoch, owner]) => (
        { partition, partitionId, epoch, owner: owner ?? undefined }
      )),
    };
  }

  /** Adds a member and gives its id; ids grow in order of joining. */
  add(member: Omit<Member, "id">): number {
    for (const id of this.#topic.partitionIds) this.#insertPartition.run(this.#group, id);
    const { lockName, heardMs, timeoutMs } = member;
    const row = this.#insertMember.get(this.#group, this.#topic.id, lockName, heardMs, timeoutMs);
    return (row as [number])[0];
  }

  /** Notes that a member lives; false if it is no member any more. */
  hear(id: number, nowMs: number): boolean {
    return this.#updateHeard.get(nowMs, id) !== undefined;
  }

  /** Removes a member and frees what it owns, unless it has been heard since it was looked at. */
  remove(member: Pick<Member, "id" | "heardMs">): void {
    if (this.#deleteMember.get(member.id, member.heardMs) === undefined) return;
    this.#releaseAll.run(this.#group, member.id);
  }

  /** Gives a partition to a member, or frees it; its epoch grows. */
  setOwner(partitionId: number, owner: number | undefined): void {
    this.#setOwner.run(owner ?? null, this.#group, partitionId);
  }
}
