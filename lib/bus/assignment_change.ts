/**
 * The difference between two assignments of one member.
 * @module
 */

import type { AssignmentChange, Ownership } from "./bus.ts";

/** Gives what a member lost and won from one poll to the next. A partition under another epoch
 * is both: it was someone else's in between. */
export function assignmentChange(
  before: readonly Ownership[],
  now: readonly Ownership[],
): AssignmentChange {
  return { revoked: missing(before, now), assigned: missing(now, before) };
}

function missing(from: readonly Ownership[], other: readonly Ownership[]): Ownership[] {
  const epochs = new Map(other.map(({ partition, epoch }) => [partition, epoch]));
  return from.filter(({ partition, epoch }) => epochs.get(partition) !== epoch);
}
