/**
 * The rows of a batch, apart by link.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";

/**
 * Groups the rows of a batch by link. Counts lie in arrays as long as the table of links, which
 * clearing makes dear only far beyond a million links; a map costs more from the first row on.
 * @returns for each link that occurs, in order of its first row, its row numbers in their order
 */
export function rowsByLink(batch: PacketBatch): Map<number, Uint32Array> {
  const { link, links, length } = batch;
  const counts = new Uint32Array(links.size);
  const seen: number[] = [];
  for (let row = 0; row < length; row++) {
    if (counts[link[row]]++ === 0) seen.push(link[row]);
  }
  // All rows in one array, each link's from its own place on.
  const grouped = new Uint32Array(length);
  const ends = new Uint32Array(links.size);
  let begin = 0;
  for (const of of seen) {
    ends[of] = begin;
    begin += counts[of];
  }
  for (let row = 0; row < length; row++) grouped[ends[link[row]]++] = row;
  return new Map(seen.map((of) => [of, grouped.subarray(ends[of] - counts[of], ends[of])]));
}
