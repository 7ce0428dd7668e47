/**
 * The layer above IP: ports of TCP (RFC 9293) and UDP (RFC 768), which both open with them.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import type { HeaderWalk } from "./header_walk.ts";
import { decodeTcp, writeNoTcp } from "./tcp_header.ts";
import { Undecoded } from "./undecoded.ts";

const TCP = 6;
const UDP = 17;

/**
 * Writes the protocol and its ports, 0 for protocols that have none, and what TCP says further.
 * @param at index of the transport header
 * @param to index behind the last byte of the IP packet that was captured
 * @param walk says where that packet ended on the wire
 */
export function decodeTransport(
  bytes: Uint8Array,
  at: number,
  to: number,
  batch: PacketBatch,
  row: number,
  proto: number,
  walk: HeaderWalk,
): number {
  const hasPorts = proto === TCP || proto === UDP;
  if (!hasPorts || at + 4 > to) {
    return writeNoPorts(batch, row, proto, hasPorts ? Undecoded.cutShort : Undecoded.none);
  }
  batch.proto[row] = proto;
  batch.sport[row] = (bytes[at] << 8) | bytes[at + 1];
  batch.dport[row] = (bytes[at + 2] << 8) | bytes[at + 3];
  if (proto === TCP) decodeTcp(bytes, at, to, walk.wireEnd, batch, row);
  else writeNoTcp(batch, row);
  return Undecoded.none;
}

/** Writes the protocol of a packet whose transport header is elsewhere, without ports. */
export function writeNoPorts(
  batch: PacketBatch,
  row: number,
  proto: number,
  reason: number,
): number {
  batch.proto[row] = proto;
  batch.sport[row] = 0;
  batch.dport[row] = 0;
  writeNoTcp(batch, row);
  return reason;
}
