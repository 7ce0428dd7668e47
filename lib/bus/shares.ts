/**
 * How the members of a group share a topic's partitions: evenly, and with as few moves as that
 * allows. Each member plans its own part from the same table, without a coordinator.
 * @module
 */

/** What one member has to do to come to its fair share. */
export interface SharePlan {
  /** Partitions to give back. */
  readonly release: readonly number[];
  /** Free partitions to take. */
  readonly claim: readonly number[];
}

/**
 * Plans one member's step towards fair shares: `n` members of `p` partitions hold `p / n` each,
 * and the members that joined first hold one more where that does not come out even. Partitions
 * move in two steps, released by one member and claimed by another, so that none has two owners.
 * @param members all live members, in order of joining
 * @param self the member that plans; one of `members`
 * @param owners by partition, its live owner, `undefined` where it is free
 */
export function planShare<M>(
  members: readonly M[],
  self: M,
  owners: readonly (M | undefined)[],
): SharePlan {
  const place = members.indexOf(self);
  const even = Math.floor(owners.length / members.length);
  const share = even + (place < owners.length % members.length ? 1 : 0);
  const owned: number[] = [];
  const free: number[] = [];
  owners.forEach((owner, partition) => {
    if (owner === self) owned.push(partition);
    else if (owner === undefined) free.push(partition);
  });
  return {
    release: owned.slice(share),
    claim: free.slice(0, Math.max(0, share - owned.length)),
  };
}
