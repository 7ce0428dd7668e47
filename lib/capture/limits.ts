/**
 * How much a capture may claim before it is called broken: the bounds that keep hostile files
 * from taking memory. They are libpcap's where libpcap has one (`pcap-int.h`, `sf-pcapng.c`).
 * @module
 */

/** Longest pcapng block, bytes (libpcap's `INITIAL_MAX_BLOCKSIZE`). */
export const MAX_BLOCK_BYTES = 16 * 1024 * 1024;

/** Most bytes kept of one packet (libpcap's `MAXIMUM_SNAPLEN`). */
export const MAX_SNAP_BYTES = 256 * 1024;

/** Most interfaces of one pcapng section, and most links that one capture may name. */
export const MAX_INTERFACES = 65_536;

/** Finest decimal time resolution of a pcapng interface: 10^-19 s is the last whose second fits
 * 64 bits. */
export const MAX_DECIMAL_RESOLUTION = 19;

/** Finest binary time resolution of a pcapng interface, 2^-63 s. */
export const MAX_BINARY_RESOLUTION = 63;

/** Most memory that a zstd stream may ask for, bytes: four times what every decoder should grant
 * (RFC 8878, section 3.1.1.1.2) and what `zstd` asks for up to level 19. */
export const MAX_ZSTD_WINDOW_BYTES = 2 ** 25;

/** How far a compressed capture may expand. */
export interface InflateLimits {
  /** Most bytes out of one stream. */
  readonly totalBytes: number;
  /** Most bytes out for one byte in; deflate cannot pass 1,032. */
  readonly ratio: number;
  /** Bytes out before the ratio counts, so that small captures of alike packets pass. */
  readonly ratioGraceBytes: number;
}

/** Defaults: 1 TiB in all; 500 to 1 once 1 GiB is out (zstd: as deflate, for want of a bound of its
 * own). */
export const INFLATE_LIMITS: InflateLimits = {
  totalBytes: 2 ** 40,
  ratio: 500,
  ratioGraceBytes: 2 ** 30,
};
