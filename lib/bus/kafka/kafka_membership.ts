/**
 * A place in a group on Kafka.
 *
 * The broker counts the group's assignments in generations and knows each member's; a commit names
 * both and is refused once they are over. Joining takes as long as the slowest member, so it goes
 * on beside the work: what a member owns changes at its polls only.
 * @module
 */

import type { Clock } from "#lib/core/time.ts";
import type { AssignmentChange, Membership, Ownership } from "../bus.ts";
import { assignmentChange } from "../assignment_change.ts";
import type { BrokerLink } from "./broker_link.ts";
import {
  assignPartitions,
  decodeAssignment,
  decodeClaim,
  encodeAssignment,
  encodeClaim,
  PROTOCOL,
} from "./group_protocol.ts";
import { typeOf } from "./kafka_errors.ts";
import { joinGroupRequest } from "./wire/join_group.ts";
import type { GroupMember } from "./wire/txn_offset_commit.ts";

/** What a membership works with. */
export interface MembershipDeps {
  /** Its own, for requests that wait; the membership closes it. */
  readonly waiting: BrokerLink;
  /** Shared, for requests that are answered at once. */
  readonly link: BrokerLink;
  /** Bounds waits. */
  readonly clock: Clock;
}

/** What a membership is of. */
export interface MembershipOptions {
  /** Name of the group. */
  readonly group: string;
  /** The topic that it shares. */
  readonly topic: string;
  /** How many partitions the topic has. */
  readonly partitions: number;
  /** A member silent for this long is removed, ms. */
  readonly sessionTimeoutMs: number;
}

/** A poll waits this long for a change that is under way, ms. */
const POLL_WAIT_MS = 100;

/** A broker that is away keeps no member from ending for longer, ms; the session times out. */
const LEAVE_MS = 3_000;

/** The group has gone on without the member. */
const REPLACED: ReadonlySet<string> = new Set([
  "UNKNOWN_MEMBER_ID",
  "ILLEGAL_GENERATION",
  "FENCED_INSTANCE_ID",
]);

/** See {@link Membership}. */
export class KafkaMembership implements Membership {
  readonly #deps: MembershipDeps;
  readonly #options: MembershipOptions;
  #memberId = "";
  #generation = -1;
  /** As of the last poll. */
  #owned: readonly Ownership[] = [];
  /** What of it the group has let this member have ever since: none once it was replaced, also when
   * it has joined anew and not polled yet. */
  #held: readonly Ownership[] = [];
  /** What the next poll will make of it. */
  #assigned: readonly Ownership[] = [];
  /** The change of assignment that is under way. */
  #joining: Promise<void> | undefined;
  #failure: unknown;
  #hasJoined = false;
  #hasLeft = false;

  /** Joins with the first poll. */
  constructor(deps: MembershipDeps, options: MembershipOptions) {
    this.#deps = deps;
    this.#options = options;
  }

  get owned(): readonly Ownership[] {
    return this.#owned;
  }

  /** Says whether this member holds all of these, as far as it knows. */
  holds(group: string, topic: string, ownerships: readonly Ownership[]): boolean {
    if (group !== this.#options.group || topic !== this.#options.topic) return false;
    return ownerships.every(({ partition, epoch }) =>
      this.#held.some((own) => own.partition === partition && own.epoch === epoch)
    );
  }

  /** How the broker knows this member now. */
  get member(): GroupMember {
    const { group } = this.#options;
    return { groupId: group, memberId: this.#memberId, generationId: this.#generation };
  }

  /** Waits for the change of assignment that is under way, if there is one. */
  async settled(): Promise<void> {
    await this.#joining;
  }

  /** Takes note that the group has gone on without this member: what it owned, others have. The
   * next poll says so. */
  forget(member: GroupMember): void {
    if (member.memberId !== this.#memberId) return; // it has joined anew since
    this.#memberId = "";
    this.#generation = -1;
    this.#assigned = [];
    this.#held = [];
    this.#hasJoined = false;
  }

  async poll(): Promise<AssignmentChange> {
    if (this.#hasLeft) throw new Error("Cannot poll: this member has left its group");
    if (this.#joining === undefined) await this.#sayAlive();
    if (this.#joining !== undefined) await this.#waitForIt();
    if (this.#failure !== undefined) {
      const failure = this.#failure;
      this.#failure = undefined;
      throw failure;
    }
    // While it is under way, others may go by what this member said that it owns.
    if (this.#joining !== undefined && this.#hasJoined) return { revoked: [], assigned: [] };
    const change = assignmentChange(this.#owned, this.#assigned);
    this.#owned = this.#assigned;
    this.#held = this.#owned;
    // What was given back is free for others only when the group hears of it.
    const isGivingBack = this.#hasJoined && this.#joining === undefined &&
      change.revoked.length > 0;
    if (isGivingBack) this.#startJoining();
    return change;
  }

  async leave(): Promise<void> {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.#owned = [];
    this.#held = [];
    this.#assigned = [];
    const { link, waiting } = this.#deps;
    const { group } = this.#options;
    try {
      // A first request may be about to get its name, and ends with that now.
      if (this.#memberId === "" && this.#joining !== undefined) await this.#waitForIt();
      if (this.#memberId === "") return;
      await link.persist(`leave the group "${group}"`, async () => {
        const coordinator = await link.coordinator("group", group);
        await coordinator.leaveGroup({ groupId: group, memberId: this.#memberId });
      }, { patienceMs: LEAVE_MS });
    } catch (error) {
      if (!REPLACED.has(typeOf(error))) throw error;
    } finally {
      await waiting.close();
    }
  }

  /** Leaves the group. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.leave();
  }

  async #sayAlive(): Promise<void> {
    if (!this.#hasJoined) return this.#startJoining();
    const { link } = this.#deps;
    const { group } = this.#options;
    try {
      await link.persist(`follow the group "${group}"`, async () => {
        const coordinator = await link.coordinator("group", group);
        await coordinator.heartbeat({
          groupId: group,
          groupGenerationId: this.#generation,
          memberId: this.#memberId,
        });
      });
    } catch (error) {
      const type = typeOf(error);
      if (REPLACED.has(type)) this.forget(this.member);
      else if (type !== "REBALANCE_IN_PROGRESS") throw error;
      this.#startJoining();
    }
  }

  #startJoining(): void {
    this.#joining = this.#join().catch((error) => {
      this.#failure = error;
    }).finally(() => {
      this.#joining = undefined;
    });
  }

  async #waitForIt(): Promise<void> {
    const done = new AbortController();
    const joined = this.#joining?.finally(() => done.abort());
    await Promise.race([joined, this.#deps.clock.sleep(POLL_WAIT_MS, done.signal)]);
  }

  /** Joins, and gives or takes the assignment, until one stands. */
  async #join(): Promise<void> {
    const { waiting } = this.#deps;
    const { group } = this.#options;
    while (!this.#hasLeft) {
      try {
        await waiting.persist(`join the group "${group}"`, () => this.#joinOnce());
        return;
      } catch (error) {
        if (this.#hasLeft) return;
        const type = typeOf(error);
        if (REPLACED.has(type)) this.forget(this.member);
        else if (type !== "REBALANCE_IN_PROGRESS") throw error;
      }
    }
  }

  async #joinOnce(): Promise<void> {
    const { group, topic, sessionTimeoutMs, partitions } = this.#options;
    const coordinator = await this.#deps.waiting.coordinator("group", group);
    // What this member has lost without knowing it claims no more.
    const metadata = encodeClaim(topic, {
      generation: this.#generation,
      owned: this.#held.map(({ partition }) => partition),
    });
    const request = { groupId: group, sessionTimeoutMs, protocol: PROTOCOL, metadata };
    const ask = (memberId: string) =>
      coordinator.connectionPool.send(joinGroupRequest({ ...request, memberId }));
    let joined = await ask(this.#memberId);
    if (joined.isNamed) {
      this.#memberId = joined.memberId;
      if (this.#hasLeft) return;
      joined = await ask(joined.memberId);
    }
    this.#memberId = joined.memberId;
    this.#generation = joined.generationId;
    const plan = joined.leaderId === joined.memberId
      ? assignPartitions(
        joined.members.map(({ memberId, memberMetadata }) => decodeClaim(memberId, memberMetadata)),
        partitions,
      )
      : new Map<string, number[]>();
    const synced = await coordinator.syncGroup({
      groupId: group,
      generationId: joined.generationId,
      memberId: joined.memberId,
      groupAssignment: [...plan].map(([memberId, share]) => ({
        memberId,
        memberAssignment: encodeAssignment(topic, share),
      })),
    });
    if (this.#hasLeft) return;
    const epochs = new Map(this.#held.map(({ partition, epoch }) => [partition, epoch]));
    this.#assigned = decodeAssignment(topic, synced.memberAssignment).map((partition) => ({
      partition,
      epoch: epochs.get(partition) ?? joined.generationId,
    }));
    this.#hasJoined = true;
  }
}
