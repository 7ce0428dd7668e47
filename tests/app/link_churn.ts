/**
 * Random logs of links that come up, fall silent and come back.
 * @module
 */

import fc from "fast-check";
import type { NamedRecord } from "./pipeline_parts.ts";

/** More than there is room for; the last ones are called as the links for all others. */
const NAMES = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "other/0", "other/1", "other/7"];

/** Any such log, in its order, beside a clock that mostly goes slowly. */
export const arbitraryRecords: fc.Arbitrary<NamedRecord[]> = fc.array(
  fc.record({
    link: fc.oneof(
      { arbitrary: fc.nat(4), weight: 4 },
      { arbitrary: fc.nat(NAMES.length - 1), weight: 1 },
    ),
    kind: fc.oneof(
      { arbitrary: fc.constant(0), weight: 10 },
      { arbitrary: fc.constantFrom(1, 2), weight: 1 },
    ),
    advance: fc.oneof(
      { arbitrary: fc.integer({ min: 0, max: 8 }), weight: 9 },
      { arbitrary: fc.integer({ min: 0, max: 120 }), weight: 1 },
    ),
    behind: fc.oneof(
      { arbitrary: fc.constant(0), weight: 5 },
      { arbitrary: fc.integer({ min: -3, max: 30 }), weight: 1 },
    ),
  }),
  { maxLength: 150, size: "max" },
).map((steps) => {
  let clock = 1_000;
  return steps.map(({ link, kind, advance, behind }) => {
    clock += advance;
    return { kind, ts: clock - behind, link: NAMES[link], len: 100, proto: 6 };
  });
});
