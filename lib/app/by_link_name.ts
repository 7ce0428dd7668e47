/**
 * Puts windows into an order that does not depend on how it was read.
 * @module
 */

import { LinkTable } from "#lib/core/link_table.ts";
import { sortWindows } from "#lib/window/sort_windows.ts";
import type { WindowBatch } from "#lib/window/window_batch.ts";

/** Windows and the names of their links. */
export interface NamedWindows {
  /** The windows. */
  readonly windows: WindowBatch;
  /** Names behind their links. */
  readonly links: LinkTable;
}

/**
 * Sorts windows by the name of their link, then by start. Links get their numbers as they are met,
 * and partitions are read side by side, each bus at its own pace: without this the same messages
 * would train another model on another bus, and the same captures one in another order.
 * @param windows their links are numbered anew
 */
export function byLinkName(windows: WindowBatch, links: LinkTable): NamedWindows {
  const sorted = new LinkTable();
  for (const name of [...links.names].sort()) sorted.intern(name);
  const numbers = Uint32Array.from(links.names, (name) => sorted.intern(name));
  for (let row = 0; row < windows.length; row++) windows.link[row] = numbers[windows.link[row]];
  return { windows: sortWindows(windows), links: sorted };
}
