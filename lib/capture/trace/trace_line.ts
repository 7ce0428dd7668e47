/**
 * A line of a plain-text trace, as the Bellcore traces (Leland and Wilson, 1991) are: time in
 * seconds since the start, and bytes on the wire.
 * @module
 */

const LINE = /^[ \t]*(\d{1,10})(?:\.(\d{0,9}))?[ \t]+(\d{1,10})[ \t]*\r?$/;
const MAX_LENGTH = 2 ** 32 - 1;

/** What a line says. */
export interface TraceLine {
  /** Time, µs, floored. */
  readonly ts: number;
  /** Bytes on the wire. */
  readonly len: number;
}

/** Reads a line without its end; `undefined` where it says something else, or a time that no record
 * may have (2⁵³ µs, 285 years after the start). */
export function readTraceLine(line: string): TraceLine | undefined {
  const match = LINE.exec(line);
  if (match === null) return undefined;
  const len = Number(match[3]);
  if (len > MAX_LENGTH) return undefined;
  const micros = (match[2] ?? "").slice(0, 6).padEnd(6, "0");
  const ts = Number(match[1]) * 1_000_000 + Number(micros);
  return Number.isSafeInteger(ts) ? { ts, len } : undefined;
}

/** Tells whether bytes open a trace: its first line is whole and reads as one. */
export function isTrace(head: Uint8Array): boolean {
  const end = head.indexOf(0x0a);
  if (end < 3) return false;
  return readTraceLine(String.fromCharCode(...head.subarray(0, end))) !== undefined;
}
