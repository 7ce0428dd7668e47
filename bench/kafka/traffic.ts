/**
 * The traffic that all participants carry: that of `throughput` with its defaults.
 * @module
 */

/** 100 links of 1,000 packets/s each. */
export const TRAFFIC = {
  links: 100,
  ratePerLinkPps: 1_000,
  seed: 1,
  /** Event time of the first record, µs. */
  startUs: Date.UTC(2025, 2, 3) * 1000,
  /** Packets of one call in `json`. */
  jsonRows: 8_192,
  /** Packets of one call in `packed`: a second of all links. */
  packedRows: 100_000,
} as const;
