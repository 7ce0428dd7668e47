/**
 * How the members of a group on Kafka share partitions: the broker gathers what each owns, one of
 * them plans for all, as on the other buses (see `shares.ts`). A partition moves in two steps: its
 * owner is told to give it back, and joins again without it; only then does it go to another
 * (KIP-429 calls that cooperative).
 * @module
 */

import { Buffer } from "node:buffer";
import kafkajs from "kafkajs";
import { planShare } from "../shares.ts";

/** Name of this way of sharing; members that share in another way cannot join. */
export const PROTOCOL = "traffic-cooperative";

/** What each member says when it joins. */
export interface MemberClaim {
  /** What the broker named it. */
  readonly memberId: string;
  /** Generation of the group in which it last got an assignment; -1 before the first. */
  readonly generation: number;
  /** Partitions that it owns. */
  readonly owned: readonly number[];
}

const VERSION = 0;

/** Writes what a member says; Kafka's own tools can read the topic. */
export function encodeClaim(topic: string, claim: Omit<MemberClaim, "memberId">): Buffer {
  const { generation, owned } = claim;
  const userData = Buffer.from(JSON.stringify({ generation, owned }));
  return kafkajs.AssignerProtocol.MemberMetadata.encode({
    version: VERSION,
    topics: [topic],
    userData,
  });
}

/** Reads what a member said; what cannot be read claims nothing. */
export function decodeClaim(memberId: string, metadata: Buffer): MemberClaim {
  try {
    const decoded = kafkajs.AssignerProtocol.MemberMetadata.decode(Buffer.from(metadata));
    const { generation, owned } = JSON.parse(decoded!.userData.toString());
    if (Number.isInteger(generation) && Array.isArray(owned)) {
      return { memberId, generation, owned: owned.filter(Number.isInteger) };
    }
  } catch {
    // Below.
  }
  return { memberId, generation: -1, owned: [] };
}

/** Writes an assignment; Kafka's own tools can read it. */
export function encodeAssignment(topic: string, partitions: readonly number[]): Buffer {
  return kafkajs.AssignerProtocol.MemberAssignment.encode({
    version: VERSION,
    assignment: { [topic]: [...partitions] },
    userData: Buffer.alloc(0),
  });
}

/** Reads an assignment. */
export function decodeAssignment(topic: string, bytes: Uint8Array): number[] {
  if (bytes.length === 0) return [];
  const decoded = kafkajs.AssignerProtocol.MemberAssignment.decode(Buffer.from(bytes));
  return decoded?.assignment[topic] ?? [];
}

/**
 * Plans for all members. No partition goes to a member while another one owns it.
 * @param partitions how many the topic has
 * @returns the partitions of each member, by its name
 */
export function assignPartitions(
  claims: readonly MemberClaim[],
  partitions: number,
): Map<string, number[]> {
  const owners = new Array<string | undefined>(partitions).fill(undefined);
  // Of two that claim one partition, the one with the older assignment has slept through its loss.
  for (const { memberId, owned } of claims.toSorted((a, b) => a.generation - b.generation)) {
    for (const partition of owned) if (partition < partitions) owners[partition] = memberId;
  }
  const held = Map.groupBy(owners.keys(), (partition) => owners[partition]);
  const heldBy = (memberId: string) => held.get(memberId)?.length ?? 0;
  // Those that hold most come first, since the larger shares go to the first: fewest moves.
  const members = claims.map(({ memberId }) => memberId).sort((a, b) =>
    heldBy(b) - heldBy(a) || (a < b ? -1 : 1)
  );
  const assigned = new Map<string, number[]>();
  const taken = [...owners];
  for (const member of members) {
    const { release, claim } = planShare(members, member, taken);
    for (const partition of claim) taken[partition] = member;
    const kept = (held.get(member) ?? []).filter((partition) => !release.includes(partition));
    assigned.set(member, [...kept, ...claim].sort((a, b) => a - b));
  }
  return assigned;
}
