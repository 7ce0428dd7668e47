/**
 * Compares packets, thousands of them, and shows the first that differs.
 * @module
 */

import assert from "node:assert/strict";
import type { Row } from "../capture/read_rows.ts";

/** Asserts that a log holds one link with these packets, in this order. */
export function assertSamePackets(
  found: ReadonlyMap<string, readonly Row[]>,
  link: string,
  expected: readonly Row[],
): void {
  assert.deepEqual([...found.keys()], [link]);
  const rows = found.get(link)!;
  // A difference of all rows at once would take minutes to be written.
  const odd = expected.findIndex((row, i) => JSON.stringify(row) !== JSON.stringify(rows[i]));
  if (odd >= 0) assert.deepEqual(rows[odd], expected[odd], `packet ${odd}`);
  assert.equal(rows.length, expected.length);
}
