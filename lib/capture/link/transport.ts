/**
 * The layer above IP: ports of TCP (RFC 9293), UDP (RFC 768), UDP-Lite (RFC 3828), SCTP (RFC 9260)
 * and DCCP (RFC 4340), which all open with them; or another packet, in a tunnel that is entered.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import type { HeaderWalk } from "./header_walk.ts";
import { decodeTcp, writeNoTcp } from "./tcp_header.ts";
import { Undecoded } from "./undecoded.ts";
import { layerOfIpProtocol, layerOfUdpPorts } from "./tunnel/ip_tunnels.ts";

const TCP = 6;
const UDP = 17;
const DCCP = 33;
const SCTP = 132;
const UDP_LITE = 136;

const UDP_HEADER_BYTES = 8;

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
  if (proto !== TCP && proto !== UDP && !hasPorts(proto)) {
    writeNoPorts(batch, row, proto, Undecoded.none);
    return walk.entersTunnels ? walk.next(layerOfIpProtocol(proto), at, to) : Undecoded.none;
  }
  if (at + 4 > to) return writeNoPorts(batch, row, proto, Undecoded.cutShort);
  const sport = (bytes[at] << 8) | bytes[at + 1];
  const dport = (bytes[at + 2] << 8) | bytes[at + 3];
  batch.proto[row] = proto;
  batch.sport[row] = sport;
  batch.dport[row] = dport;
  if (proto === TCP) {
    decodeTcp(bytes, at, to, walk.wireEnd, batch, row);
    return Undecoded.none;
  }
  writeNoTcp(batch, row);
  return walk.entersTunnels && proto === UDP
    ? walk.next(layerOfUdpPorts(sport, dport), at + UDP_HEADER_BYTES, to)
    : Undecoded.none;
}

function hasPorts(proto: number): boolean {
  return proto === SCTP || proto === UDP_LITE || proto === DCCP;
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
