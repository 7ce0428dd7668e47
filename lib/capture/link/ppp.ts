/**
 * PPP (RFC 1661), with or without HDLC-like framing (RFC 1662), and Cisco's HDLC, which shares
 * link types with it: LINKTYPE_PPP, _PPP_HDLC, _PPP_ETHER, _PPP_PPPD, _PPP_WITH_DIR and _C_HDLC.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import { layerOfEthertype } from "./ethertype.ts";
import type { HeaderWalk } from "./header_walk.ts";
import { Layer } from "./layer.ts";
import { Undecoded } from "./undecoded.ts";

/** Address and control of HDLC-like framing. */
const ALL_STATIONS = 0xff;
const UNNUMBERED_INFORMATION = 0x03;
/** Addresses of Cisco's HDLC. */
const CISCO_UNICAST = 0x0f;
const CISCO_BROADCAST = 0x8f;

/** Reads PPP: perhaps address and control, then a protocol of one byte or two (RFC 1661, 6.5). */
export function decodePpp(
  bytes: Uint8Array,
  from: number,
  to: number,
  _batch: PacketBatch,
  _row: number,
  walk: HeaderWalk,
): number {
  if (from + 2 > to) return Undecoded.cutShort;
  const isFramed = bytes[from] === ALL_STATIONS && bytes[from + 1] === UNNUMBERED_INFORMATION;
  return readProtocol(bytes, isFramed ? from + 2 : from, to, walk);
}

/** Reads a serial line: Cisco's HDLC where its addresses stand, else PPP. */
export function decodePppSerial(
  bytes: Uint8Array,
  from: number,
  to: number,
  batch: PacketBatch,
  row: number,
  walk: HeaderWalk,
): number {
  if (from >= to) return Undecoded.cutShort;
  const isCisco = bytes[from] === CISCO_UNICAST || bytes[from] === CISCO_BROADCAST;
  return isCisco
    ? decodeCiscoHdlc(bytes, from, to, batch, row, walk)
    : decodePpp(bytes, from, to, batch, row, walk);
}

/** Reads PPP behind a byte of direction, which may stand for the address. */
export function decodePppDirected(
  bytes: Uint8Array,
  from: number,
  to: number,
  batch: PacketBatch,
  row: number,
  walk: HeaderWalk,
): number {
  if (from + 2 > to) return Undecoded.cutShort;
  return bytes[from + 1] === UNNUMBERED_INFORMATION
    ? readProtocol(bytes, from + 2, to, walk)
    : decodePpp(bytes, from + 1, to, batch, row, walk);
}

/** Reads Cisco's HDLC: address, control, an Ethernet type. */
export function decodeCiscoHdlc(
  bytes: Uint8Array,
  from: number,
  to: number,
  _batch: PacketBatch,
  _row: number,
  walk: HeaderWalk,
): number {
  const at = from + 4;
  if (at > to) return Undecoded.cutShort;
  return walk.next(layerOfEthertype((bytes[at - 2] << 8) | bytes[at - 1]), at, to);
}

function readProtocol(bytes: Uint8Array, at: number, to: number, walk: HeaderWalk): number {
  if (at === to) return Undecoded.cutShort;
  // The last byte of a protocol is odd, others are even: a first one that is odd is alone.
  if ((bytes[at] & 1) !== 0) return walk.next(layerOfProtocol(bytes[at]), at + 1, to);
  if (at + 2 > to) return Undecoded.cutShort;
  return walk.next(layerOfProtocol((bytes[at] << 8) | bytes[at + 1]), at + 2, to);
}

/** PPP numbers of IANA. */
function layerOfProtocol(protocol: number): number {
  switch (protocol) {
    case 0x0021:
      return Layer.ipv4;
    case 0x0057:
      return Layer.ipv6;
    case 0x0281:
    case 0x0283:
      return Layer.mpls;
    case 0x002d: // TCP with a header compressed by Van Jacobson's scheme, and the same uncompressed
    case 0x002f:
    case 0x0053: // encrypted, whole or a link of several
    case 0x0055:
    case 0x00fb: // compressed
    case 0x00fd:
      return Undecoded.encrypted;
    default:
      return Undecoded.notIp;
  }
}
