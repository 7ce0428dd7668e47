/**
 * A place in a group on the bus in memory.
 * @module
 */

import type { Clock } from "#lib/core/time.ts";
import type { AssignmentChange, Membership, Ownership } from "../bus.ts";
import { assignmentChange } from "../assignment_change.ts";
import { planShare } from "../shares.ts";
import type { GroupPartition, StoredGroup, StoredMember } from "./memory_store.ts";

/** See {@link Membership}. */
export class MemoryMembership implements Membership {
  readonly #group: StoredGroup;
  readonly #clock: Clock;
  readonly #self: StoredMember;
  #owned: readonly Ownership[] = [];
  #hasLeft = false;

  /**
   * Joins a group.
   * @param timeoutMs a member that is not heard for this long is removed
   */
  constructor(group: StoredGroup, clock: Clock, timeoutMs: number) {
    this.#group = group;
    this.#clock = clock;
    this.#self = { heardMs: clock.nowMs(), timeoutMs };
    group.members.push(this.#self);
  }

  get owned(): readonly Ownership[] {
    return this.#owned;
  }

  // deno-lint-ignore require-await -- a poll after leaving shall reject, not throw
  async poll(): Promise<AssignmentChange> {
    if (this.#hasLeft) throw new Error("Cannot poll: this member has left its group");
    const nowMs = this.#clock.nowMs();
    for (const member of [...this.#group.members]) {
      if (member !== this.#self && nowMs - member.heardMs > member.timeoutMs) this.#remove(member);
    }
    if (!this.#group.members.includes(this.#self)) this.#group.members.push(this.#self);
    this.#self.heardMs = nowMs;
    const { members, partitions } = this.#group;
    const owners = partitions.map((partition) => partition.owner);
    const { release, claim } = planShare(members, this.#self, owners);
    for (const partition of release) setOwner(partitions[partition], undefined);
    for (const partition of claim) setOwner(partitions[partition], this.#self);
    return this.#adopt();
  }

  leave(): Promise<void> {
    this.#hasLeft = true;
    this.#owned = [];
    this.#remove(this.#self);
    return Promise.resolve();
  }

  /** Leaves the group. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.leave();
  }

  #remove(member: StoredMember): void {
    this.#group.members = this.#group.members.filter((other) => other !== member);
    for (const partition of this.#group.partitions) {
      if (partition.owner === member) setOwner(partition, undefined);
    }
  }

  #adopt(): AssignmentChange {
    const owned = this.#group.partitions.flatMap(({ owner, epoch }, partition) =>
      owner === this.#self ? [{ partition, epoch }] : []
    );
    const change = assignmentChange(this.#owned, owned);
    this.#owned = owned;
    return change;
  }
}

function setOwner(partition: GroupPartition, owner: StoredMember | undefined): void {
  partition.owner = owner;
  partition.epoch++;
}
