/**
 * Packet sizes to draw from with one array access.
 * @module
 */

import type { SizeRange } from "./traffic_profile.ts";

/** Entries of a table: a random byte picks one. */
export const SIZE_TABLE_LENGTH = 256;

/**
 * Writes the quantiles of a mix of sizes, so that an entry picked evenly has the mix's law.
 * @param table receives {@link SIZE_TABLE_LENGTH} sizes in bytes on the wire
 */
export function fillSizeTable(table: Uint16Array, mix: readonly SizeRange[]): void {
  const totalWeight = mix.reduce((sum, range) => sum + range.weight, 0);
  let weight = 0;
  let from = 0;
  for (const range of mix) {
    weight += range.weight;
    const to = Math.round((weight / totalWeight) * SIZE_TABLE_LENGTH);
    for (let i = from; i < to; i++) {
      const quantile = (i + 0.5 - from) / (to - from);
      table[i] = Math.round(range.fromBytes + quantile * (range.toBytes - range.fromBytes));
    }
    from = to;
  }
}
