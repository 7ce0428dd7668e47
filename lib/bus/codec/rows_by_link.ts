/**
 * The rows of a batch, apart by link.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";

/**
 * Groups the rows of a batch by link.
 * @returns for each link that occurs, in order of its first row, its row numbers in their order
 */
export function rowsByLink(batch: PacketBatch): Map<number, Uint32Array> {
  const counts = new Map<number, number>();
  forEachRun(batch, (link, from, to) => counts.set(link, (counts.get(link) ?? 0) + to - from));
  const rows = new Map<number, Uint32Array>();
  for (const [link, count] of counts) rows.set(link, new Uint32Array(count));
  counts.clear(); // from here on: how many rows of a link are filled in
  forEachRun(batch, (link, from, to) => {
    const list = rows.get(link)!;
    let filled = counts.get(link) ?? 0;
    for (let row = from; row < to; row++) list[filled++] = row;
    counts.set(link, filled);
  });
  return rows;
}

/** Calls back for each stretch of neighbouring rows `[from, to)` of one link. */
function forEachRun(
  batch: PacketBatch,
  visit: (link: number, from: number, to: number) => void,
): void {
  const { link, length } = batch;
  for (let from = 0; from < length;) {
    let to = from + 1;
    while (to < length && link[to] === link[from]) to++;
    visit(link[from], from, to);
    from = to;
  }
}
