/**
 * The TCP header (RFC 9293, section 3.1) beyond its ports: flags always, and what round-trip times
 * and retransmissions are found by where the batch has columns for it.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import { type TcpColumns, TcpSeen } from "#lib/core/tcp_columns.ts";

const HEADER_BYTES = 20;
/** Kinds of options: end of the list, padding, timestamps (RFC 7323) and their length. */
const END_OF_OPTIONS = 0;
const NO_OPERATION = 1;
const TIMESTAMPS = 8;
const TIMESTAMPS_BYTES = 10;

/**
 * Writes `flags`, and the row of `batch.tcp` where that is there.
 * @param at index of the TCP header
 * @param to index behind the last byte of the IP packet that was captured
 * @param wireEnd where the IP packet ended on the wire, by its own length; at or behind `to`
 */
export function decodeTcp(
  bytes: Uint8Array,
  at: number,
  to: number,
  wireEnd: number,
  batch: PacketBatch,
  row: number,
): void {
  batch.flags[row] = at + 14 <= to ? bytes[at + 13] : 0;
  if (batch.tcp !== undefined) writeColumns(bytes, at, to, wireEnd, batch.tcp, row);
}

/** Writes that a row is no TCP, or nothing of it could be read. */
export function writeNoTcp(batch: PacketBatch, row: number): void {
  batch.flags[row] = 0;
  if (batch.tcp !== undefined) batch.tcp.seen[row] = 0;
}

function writeColumns(
  bytes: Uint8Array,
  at: number,
  to: number,
  wireEnd: number,
  tcp: TcpColumns,
  row: number,
): void {
  tcp.seen[row] = 0;
  if (at + HEADER_BYTES > to) return;
  const headerBytes = (bytes[at + 12] >> 4) * 4;
  if (headerBytes < HEADER_BYTES || at + headerBytes > wireEnd) return;
  tcp.seen[row] = TcpSeen.header;
  tcp.seq[row] = word(bytes, at + 4);
  tcp.ack[row] = word(bytes, at + 8);
  tcp.payloadBytes[row] = wireEnd - at - headerBytes;
  const end = Math.min(to, at + headerBytes);
  // Each step goes on by a byte or more, so that 40 bytes of options bound the walk.
  for (let option = at + HEADER_BYTES; option < end;) {
    const kind = bytes[option];
    if (kind === END_OF_OPTIONS) return;
    if (kind === NO_OPERATION) {
      option++;
      continue;
    }
    if (option + 1 >= end) return;
    const length = bytes[option + 1];
    if (kind === TIMESTAMPS && length === TIMESTAMPS_BYTES && option + length <= end) {
      tcp.seen[row] = TcpSeen.header | TcpSeen.timestamps;
      tcp.tsVal[row] = word(bytes, option + 2);
      tcp.tsEcr[row] = word(bytes, option + 6);
      return;
    }
    option += Math.max(1, length);
  }
}

/** Reads 32 bits, big endian; typed arrays of unsigned words take the sign back. */
function word(bytes: Uint8Array, at: number): number {
  return (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
}
