/**
 * A place in a group on the embedded log. There is no coordinator: each member, when it polls,
 * removes members that are dead, gives back what is above its fair share, and takes what is free.
 * @module
 */

import type { Clock } from "#lib/core/time.ts";
import type { AssignmentChange, Membership, Ownership } from "../bus.ts";
import { assignmentChange } from "../assignment_change.ts";
import { planShare, type SharePlan } from "../shares.ts";
import type { Connection } from "./connection.ts";
import { MemberLock } from "./member_lock.ts";
import type { GroupView, Member, MemberTable } from "./member_table.ts";

/** What a membership works with. */
export interface MembershipDeps {
  /** To the log. */
  readonly connection: Connection;
  /** Tells the time of signs of life. */
  readonly clock: Clock;
  /** The group on the topic that it shares. */
  readonly table: MemberTable;
  /** Where the members of this log keep their locks. */
  readonly lockFolder: string;
}

/** See {@link Membership}. */
export class SqliteMembership implements Membership {
  readonly #deps: MembershipDeps;
  readonly #lock: MemberLock;
  readonly #timeoutMs: number;
  #id: number;
  #owned: readonly Ownership[] = [];
  #hasLeft = false;

  private constructor(deps: MembershipDeps, lock: MemberLock, timeoutMs: number, id: number) {
    this.#deps = deps;
    this.#lock = lock;
    this.#timeoutMs = timeoutMs;
    this.#id = id;
  }

  /**
   * Joins the group; partitions come with the first poll.
   * @param timeoutMs a member that is not heard for this long is removed
   */
  static async join(deps: MembershipDeps, timeoutMs: number): Promise<SqliteMembership> {
    const { connection, table, clock, lockFolder } = deps;
    const lock = await MemberLock.acquire(lockFolder);
    try {
      MemberLock.sweep(lockFolder);
      const member = { lockName: lock.name, heardMs: clock.nowMs(), timeoutMs };
      const id = await connection.write(() => table.add(member));
      return new SqliteMembership(deps, lock, timeoutMs, id);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  get owned(): readonly Ownership[] {
    return this.#owned;
  }

  async poll(): Promise<AssignmentChange> {
    if (this.#hasLeft) throw new Error("Cannot poll: this member has left its group");
    const { connection, table, clock, lockFolder } = this.#deps;
    const nowMs = clock.nowMs();
    const view = await connection.read(() => table.view());
    const dead = view.members.filter((member) => this.#isDead(member, nowMs));
    // Most polls end here, without the lock that writers wait for.
    if (dead.length === 0 && this.#isSettled(view, nowMs)) return { revoked: [], assigned: [] };
    const owned = await connection.write(() => this.#takePart(dead, nowMs));
    if (dead.length > 0) MemberLock.sweep(lockFolder);
    return this.#adopt(owned);
  }

  async leave(): Promise<void> {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.#owned = [];
    const { connection, table } = this.#deps;
    try {
      await connection.write(() => {
        const self = table.view().members.find((member) => member.id === this.#id);
        if (self !== undefined) table.remove(self);
      });
    } finally {
      this.#lock.release();
    }
  }

  /** Leaves the group. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.leave();
  }

  /** A process that died left its lock; one that hangs is told by its silence. A clock that was
   * set back must not keep the dead alive, so an age from the future counts as well. */
  #isDead(member: Member, nowMs: number): boolean {
    if (member.id === this.#id) return false;
    return Math.abs(nowMs - member.heardMs) > member.timeoutMs ||
      MemberLock.isFree(this.#deps.lockFolder, member.lockName);
  }

  /** Says whether there is nothing to write: no sign of life is due, no partition has moved, and
   * none has to. */
  #isSettled(view: GroupView, nowMs: number): boolean {
    const self = view.members.find((member) => member.id === this.#id);
    if (self === undefined) return false;
    // With a poll at least every third of the timeout, half of it passes at most.
    if (Math.abs(nowMs - self.heardMs) >= this.#timeoutMs / 6) return false;
    const { release, claim } = this.#plan(view);
    const { revoked, assigned } = assignmentChange(this.#owned, this.#ownedIn(view));
    return [release, claim, revoked, assigned].every((list) => list.length === 0);
  }

  /** One step towards fair shares, in a write transaction; gives what this member then owns. */
  #takePart(dead: readonly Member[], nowMs: number): Ownership[] {
    const { table } = this.#deps;
    for (const member of dead) table.remove(member);
    if (!table.hear(this.#id, nowMs)) {
      // Others took this member for dead. It joins again, as the last.
      this.#id = table.add({
        lockName: this.#lock.name,
        heardMs: nowMs,
        timeoutMs: this.#timeoutMs,
      });
    }
    const view = table.view();
    const { release, claim } = this.#plan(view);
    for (const partition of release) {
      table.setOwner(view.partitions[partition].partitionId, undefined);
    }
    for (const partition of claim) {
      table.setOwner(view.partitions[partition].partitionId, this.#id);
    }
    return this.#ownedIn(table.view());
  }

  #plan(view: GroupView): SharePlan {
    const members = view.members.map((member) => member.id);
    return planShare(members, this.#id, view.partitions.map((partition) => partition.owner));
  }

  #ownedIn(view: GroupView): Ownership[] {
    return view.partitions
      .filter(({ owner }) => owner === this.#id)
      .map(({ partition, epoch }) => ({ partition, epoch }));
  }

  #adopt(owned: readonly Ownership[]): AssignmentChange {
    const change = assignmentChange(this.#owned, owned);
    this.#owned = owned;
    return change;
  }
}
