/**
 * Event time as the report writes it.
 * @module
 */

import { formatTime, MICROS_PER_SECOND } from "#lib/core/time.ts";
import { formatNumber } from "./format_number.ts";
import { type Markup, markup } from "./markup.ts";

/**
 * Writes an instant for people, as `2025-03-01 08:00:05`, in UTC, which the place around it says;
 * the exact one is in the element's attribute.
 * @param ts event time, µs; a dash stands for none
 */
export function formatInstant(ts: number | undefined): Markup {
  if (ts === undefined || !Number.isFinite(ts)) return markup`–`;
  const exact = formatTime(ts);
  // A tenth of a second is less than any chart or lead time here shows.
  const text = exact.replace("T", " ").replace(/(\.\d)\d*Z$/, "$1").replace(/(\.0)?Z?$/, "");
  return markup`<time datetime="${exact}">${text}</time>`;
}

/**
 * Writes a length of time: in seconds up to two minutes, in minutes up to two hours, else in hours
 * and minutes.
 * @param lengthUs µs
 */
export function formatLength(lengthUs: number): string {
  const seconds = lengthUs / MICROS_PER_SECOND;
  if (seconds <= 120) return `${formatNumber(seconds, Number.isInteger(seconds) ? 0 : 1)}\u00a0s`;
  const minutes = Math.round(seconds / 60);
  if (minutes <= 120) return `${minutes}\u00a0min`;
  return `${formatNumber(Math.floor(minutes / 60))}\u00a0h ${minutes % 60}\u00a0min`;
}
