/**
 * Counted nouns.
 * @module
 */

import { formatNumber } from "./format_number.ts";

/** Writes a number of things: "no alerts", "1 alert", "2 alerts". */
export function plural(count: number, noun: string): string {
  return `${count === 0 ? "no" : formatNumber(count)} ${noun}${count === 1 ? "" : "s"}`;
}
