/**
 * Where things lie in a packed message: one link's records in columns.
 *
 * Little endian. The header: byte 0 magic, byte 1 version, u16 at 2 flags, u32 at 4 rows, f64 at
 * 8 base event time in µs, u16 at 16 bytes of the link's name, u16 at 18 bytes of the header, u32
 * at 20 bytes of the addresses, at 24 the name in UTF-8. The header is padded to 8 bytes, and so
 * is each column after it, so that all can be viewed in place where the message starts at a
 * multiple of 8. Columns, in this order: event time (u32 µs after the base, or f64 µs), length
 * (u32), protocol (u8), then by flag kind (u8), source port and destination port (u16), family (u8)
 * and addresses: source, then destination of each row, 4 + 4 bytes or 16 + 16 as its family says,
 * none for family 0; TCP flags (u8); marks (u8), then the number of round-trip times (u32) and
 * these (u32 µs), one for each row whose mark says so. Bytes after the last known column are ignored: later fields of the same
 * version.
 * @module
 */

import { MAX_LINK_LENGTH, MAX_PACKED_ROWS } from "./record.ts";

/** First byte of a packed message: no `{`, and no start of any UTF-8 text. */
export const PACKED_MAGIC = 0xb5;

/** Bytes of the header before the link's name. */
export const FIXED_HEADER_BYTES = 24;

/** Bits of the header's flags. */
export const PackedFlag = {
  /** There is a column of kinds; without it all rows are packets. */
  kinds: 1,
  /** Event times are f64, since they span more than 2^32 µs. */
  wideTimes: 2,
  /** There are columns of families and addresses; without them no row has any. */
  addresses: 4,
  /** There are columns of ports; without them all are 0. */
  ports: 8,
  /** There is a column of TCP flags; without it all are 0. */
  tcpFlags: 16,
  /** There are columns of marks and round-trip times; without them all are 0. */
  measures: 32,
} as const;

/** Bit of a row's marks that says that a round-trip time of it is there; the others are those of
 * `PacketMark`. */
export const MARK_RTT = 128;

/** Bytes of the number of round-trip times. */
export const RTT_COUNT_BYTES = 4;

/** Byte offsets of the columns; a column that is not there has the offset of the next one. */
export interface PackedLayout {
  /** Event times: u32 µs after the base, or f64 µs. */
  readonly ts: number;
  /** Bytes on the wire, u32. */
  readonly len: number;
  /** IP protocol numbers, u8. */
  readonly proto: number;
  /** Record kinds, u8. */
  readonly kind: number;
  /** Source ports, u16. */
  readonly sport: number;
  /** Destination ports, u16. */
  readonly dport: number;
  /** Address families, u8: 4, 6, or 0 for none. */
  readonly family: number;
  /** Source and destination of each row, as long as its family says. */
  readonly addresses: number;
  /** TCP flags, u8. */
  readonly tcpFlags: number;
  /** Marks, u8: those of a packet, and {@link MARK_RTT}. */
  readonly marks: number;
  /** Number of round-trip times, u32, then these, u32 µs. */
  readonly rtts: number;
  /** End of the last column, round-trip times left out: the least size of the message. */
  readonly end: number;
}

/**
 * Lays out the columns of a message.
 * @param headerBytes where they start, a multiple of 8
 * @param addressBytes of all rows together
 */
export function packedLayout(
  flags: number,
  rows: number,
  headerBytes: number,
  addressBytes: number,
): PackedLayout {
  const ts = headerBytes;
  const len = ts + padTo8(rows * ((flags & PackedFlag.wideTimes) !== 0 ? 8 : 4));
  const proto = len + padTo8(rows * 4);
  const kind = proto + padTo8(rows);
  const sport = kind + ((flags & PackedFlag.kinds) !== 0 ? padTo8(rows) : 0);
  const portBytes = (flags & PackedFlag.ports) !== 0 ? padTo8(rows * 2) : 0;
  const dport = sport + portBytes;
  const family = dport + portBytes;
  const addresses = family + ((flags & PackedFlag.addresses) !== 0 ? padTo8(rows) : 0);
  const addressesEnd = addresses + addressBytes;
  const hasMore = (flags & (PackedFlag.tcpFlags | PackedFlag.measures)) !== 0;
  const tcpFlags = hasMore ? padTo8(addressesEnd) : addressesEnd;
  const marks = tcpFlags + ((flags & PackedFlag.tcpFlags) !== 0 ? padTo8(rows) : 0);
  const rtts = marks + ((flags & PackedFlag.measures) !== 0 ? padTo8(rows) : 0);
  const end = rtts + ((flags & PackedFlag.measures) !== 0 ? RTT_COUNT_BYTES : 0);
  return { ts, len, proto, kind, sport, dport, family, addresses, tcpFlags, marks, rtts, end };
}

/** Gives the bytes of one address of a family: 4, 6, or 0 for none. */
export function addressSize(family: number): number {
  return family === 4 ? 4 : family === 6 ? 16 : 0;
}

/** Rounds up to a multiple of 8. */
export function padTo8(sizeBytes: number): number {
  return (sizeBytes + 7) & ~7;
}

/** Largest packed message: all columns, wide, and as much again for fields of later versions. */
export const MAX_PACKED_BYTES = 2 * packedLayout(
  PackedFlag.kinds | PackedFlag.wideTimes | PackedFlag.addresses | PackedFlag.ports |
    PackedFlag.tcpFlags | PackedFlag.measures,
  MAX_PACKED_ROWS,
  padTo8(FIXED_HEADER_BYTES + 3 * MAX_LINK_LENGTH),
  MAX_PACKED_ROWS * 2 * 16,
).end;
