/**
 * Why the headers of a packet could not be read to its ports.
 * @module
 */

/** Reasons, as small numbers for hot loops; `none` says that all was read. */
export const Undecoded = {
  none: 0,
  linkType: 1,
  notIp: 2,
  cutShort: 3,
  badIp: 4,
  laterFragment: 5,
  noTime: 6,
  timeRange: 7,
  tunnelNotIp: 8,
  tooDeep: 9,
  noHeaders: 10,
  encrypted: 11,
} as const;

/** What users read for each reason, by its number. */
export const UNDECODED_NAMES = [
  "",
  "link type not read",
  "not IP",
  "headers cut short",
  "malformed IP header",
  "later fragment",
  "no timestamp, so that of the packet before stands in",
  "timestamp before 1970 or after 2255, so that of the packet before stands in",
  "no IP inside the tunnel",
  "too many headers",
  "no headers in the trace",
  "encrypted or compressed",
] as const;

/** Counts reasons without touching a map per packet. */
export class UndecodedTally {
  readonly #counts = new Float64Array(UNDECODED_NAMES.length);

  /** Counts one packet. */
  add(reason: number): void {
    this.#counts[reason]++;
  }

  /** Moves the counts into a map of names, adding to what it holds. */
  flush(into: Map<string, number>): void {
    for (let reason = 1; reason < this.#counts.length; reason++) {
      const count = this.#counts[reason];
      if (count === 0) continue;
      const name = UNDECODED_NAMES[reason];
      into.set(name, (into.get(name) ?? 0) + count);
      this.#counts[reason] = 0;
    }
  }
}
