/**
 * Generic routing encapsulation (RFC 2784, RFC 2890, RFC 1701), and version 1 of it, in which PPTP
 * carries PPP (RFC 2637). IP protocol 47.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import { layerOfEthertype } from "../ethertype.ts";
import type { HeaderWalk } from "../header_walk.ts";
import { Layer } from "../layer.ts";
import { Undecoded } from "../undecoded.ts";

const CHECKSUM = 0x8000;
const ROUTING = 0x4000;
const KEY = 0x2000;
const SEQUENCE = 0x1000;
const ACKNOWLEDGE = 0x0080;
const VERSION = 0x0007;

/** Reads flags and type, and skips what the flags announce. */
export function decodeGre(
  bytes: Uint8Array,
  from: number,
  to: number,
  _batch: PacketBatch,
  _row: number,
  walk: HeaderWalk,
): number {
  if (from + 4 > to) return Undecoded.cutShort;
  const flags = (bytes[from] << 8) | bytes[from + 1];
  const type = (bytes[from + 2] << 8) | bytes[from + 3];
  const version = flags & VERSION;
  // Source routes of RFC 1701 are taken back by RFC 2784, and unseen since.
  if (version > 1 || (flags & ROUTING) !== 0) return Undecoded.notIp;
  let at = from + 4;
  if ((flags & CHECKSUM) !== 0) at += 4;
  if ((flags & KEY) !== 0) at += 4;
  if ((flags & SEQUENCE) !== 0) at += 4;
  if (version === 1 && (flags & ACKNOWLEDGE) !== 0) at += 4;
  if (at > to) return Undecoded.cutShort;
  // PPTP acknowledges by a header with nothing behind it.
  if (version === 1 && (flags & SEQUENCE) === 0) return Undecoded.none;
  return layerOfType(type, flags, bytes, at, to, walk);
}

/** Types of GRE are Ethernet's, and some that vendors took besides. */
function layerOfType(
  type: number,
  flags: number,
  bytes: Uint8Array,
  at: number,
  to: number,
  walk: HeaderWalk,
): number {
  switch (type) {
    case 0x88be: // ERSPAN: type I has no header of its own, and no sequence number
      return walk.next((flags & SEQUENCE) === 0 ? Layer.ethernet : Layer.erspan2, at, to);
    case 0x22eb:
      return walk.next(Layer.erspan3, at, to);
    case 0x883e: { // WCCP: version 2 puts 4 bytes before the packet
      if (at === to) return Undecoded.cutShort;
      const isVersion2 = bytes[at] >> 4 !== 4;
      return walk.next(Layer.ipv4, isVersion2 ? at + 4 : at, to);
    }
    default: {
      // Aruba's access points number their tunnels 8200, 8210 and so on to 8370.
      if (type >= 0x8200 && type <= 0x8370) return walk.next(Layer.wifi, at, to);
      return walk.next(layerOfEthertype(type), at, to);
    }
  }
}
