/**
 * Event time: integer microseconds since the Unix epoch in a double, which holds them exactly
 * until the year 2255.
 * @module
 */

/** Microseconds in a millisecond. */
export const MICROS_PER_MS = 1_000;
/** Microseconds in a second. */
export const MICROS_PER_SECOND = 1_000_000;

/**
 * Gives the start of the window that holds an instant: windows are `[start, end)`, aligned to
 * the epoch.
 * @param ts event time, µs
 * @param windowUs window length, µs
 */
export function windowStart(ts: number, windowUs: number): number {
  return Math.floor(ts / windowUs) * windowUs;
}

/**
 * Writes an instant in RFC 3339, UTC: whole seconds where it is one, else six digits of fraction.
 * @param ts event time, µs
 */
export function formatTime(ts: number): string {
  const whole = Math.floor(ts / MICROS_PER_SECOND);
  const seconds = new Date(whole * 1000).toISOString().slice(0, -5);
  const fraction = ts - whole * MICROS_PER_SECOND;
  return fraction === 0 ? `${seconds}Z` : `${seconds}.${String(fraction).padStart(6, "0")}Z`;
}

/**
 * Reads an RFC 3339 instant as event time, µs; digits beyond microseconds are cut.
 * @throws {RangeError} if the text is no such instant
 */
export function parseTime(text: string): number {
  const match = /^(\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)$/.exec(text);
  const wholeMs = match ? Date.parse(match[1].replace(" ", "T") + match[3].toUpperCase()) : NaN;
  if (match === null || Number.isNaN(wholeMs)) {
    throw new RangeError(
      `Cannot read the time "${text}": expected RFC 3339 such as 2025-03-01T08:00:00Z`,
    );
  }
  return wholeMs * MICROS_PER_MS + Number((match[2] ?? "").padEnd(6, "0").slice(0, 6));
}

/** The wall clock, passed in wherever it is read, so that tests can hold and move it. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  nowMs(): number;
  /** Waits; resolves early, without an error, once the signal is aborted. */
  sleep(lengthMs: number, signal?: AbortSignal): Promise<void>;
}
