/**
 * Judges alerts as users would: was there a congestion, and how long before it came the warning?
 * @module
 */

/** A stretch of true congestion on a link, µs. */
export interface Congestion {
  /** When it began. */
  readonly start: number;
  /** When it was over. */
  readonly end: number;
}

/** An incident as it was alerted, µs. */
export interface Incident {
  /** The watermark when the alert went out. */
  readonly alertedAt: number;
  /** When the alert was resolved; `undefined` where it never was. */
  readonly resolvedAt: number | undefined;
}

/** What became of an incident. */
export interface Verdict {
  /** Whether the alert came before its congestion, into it, or without one. */
  readonly outcome: "warned" | "late" | "false alarm";
  /** Index of the congestion that the alert belongs to, −1 for a false alarm. */
  readonly congestion: number;
  /** Start of the congestion − watermark at the alert, µs: positive is a warning ahead. */
  readonly leadTimeUs: number;
}

/**
 * Matches incidents with congestions of one link.
 *
 * An alert belongs to the first congestion that is not over when the alert goes out and starts
 * before the alert is resolved (or within `reachUs` of the alert); one that meets no such
 * congestion is a false alarm. An alert that was never resolved meets what is under way or starts
 * within `reachUs`, for nothing says how much longer it stood. Congestions that no alert belongs
 * to are missed.
 * @param reachUs how far ahead an alert looks: horizon × window, µs
 */
export function judgeAlerts(
  incidents: readonly Incident[],
  congestions: readonly Congestion[],
  reachUs: number,
): { verdicts: Verdict[]; missed: number[] } {
  const met = new Set<number>();
  const verdicts = incidents.map((incident): Verdict => {
    const until = Math.max(incident.resolvedAt ?? -Infinity, incident.alertedAt + reachUs);
    const index = congestions.findIndex((c) => c.end > incident.alertedAt && c.start < until);
    if (index < 0) return { outcome: "false alarm", congestion: -1, leadTimeUs: NaN };
    met.add(index);
    const leadTimeUs = congestions[index].start - incident.alertedAt;
    return { outcome: leadTimeUs > 0 ? "warned" : "late", congestion: index, leadTimeUs };
  });
  return { verdicts, missed: congestions.map((_, i) => i).filter((i) => !met.has(i)) };
}
