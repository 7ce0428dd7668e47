/**
 * VXLAN (RFC 7348), UDP port 4789, and its generic protocol extension (draft-ietf-nvo3-vxlan-gpe),
 * port 4790.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import type { HeaderWalk } from "../header_walk.ts";
import { Layer } from "../layer.ts";
import { Undecoded } from "../undecoded.ts";

const HEADER_BYTES = 8;
/** Flag that a network identifier is there, which all valid headers set. */
const HAS_NETWORK = 0x08;

/** Skips the header: an Ethernet frame follows. */
export function decodeVxlan(
  bytes: Uint8Array,
  from: number,
  to: number,
  _batch: PacketBatch,
  _row: number,
  walk: HeaderWalk,
): number {
  const at = from + HEADER_BYTES;
  if (at > to) return Undecoded.cutShort;
  const isValid = (bytes[from] & HAS_NETWORK) !== 0;
  return isValid ? walk.next(Layer.ethernet, at, to) : Undecoded.none;
}

/** Reads the extended header, whose last byte before the identifier says what follows. */
export function decodeVxlanGpe(
  bytes: Uint8Array,
  from: number,
  to: number,
  _batch: PacketBatch,
  _row: number,
  walk: HeaderWalk,
): number {
  const at = from + HEADER_BYTES;
  if (at > to) return Undecoded.cutShort;
  if ((bytes[from] & HAS_NETWORK) === 0) return Undecoded.none;
  return walk.next(layerOfNextProtocol(bytes[from + 3]), at, to);
}

function layerOfNextProtocol(protocol: number): number {
  if (protocol === 1) return Layer.ipv4;
  if (protocol === 2) return Layer.ipv6;
  if (protocol === 3) return Layer.ethernet;
  return protocol === 5 ? Layer.mpls : Undecoded.notIp;
}
