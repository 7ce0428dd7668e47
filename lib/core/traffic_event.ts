/**
 * What can happen on a link besides its everyday load: the words that options, labels and reports
 * share.
 * @module
 */

/** Events that the generator can be asked for. */
export const INJECTED_KINDS = [
  "syn-flood",
  "udp-amplification",
  "port-scan",
  "flash-crowd",
  "outage",
  "level-shift",
] as const;

/** An event that the generator can be asked for. */
export type InjectedKind = typeof INJECTED_KINDS[number];

/** An event with a label: one that was asked for, or a congestion of everyday traffic. */
export type TrafficEventKind = "congestion" | InjectedKind;
