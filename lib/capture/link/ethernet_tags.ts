/**
 * What switches put between the Ethernet addresses and what a frame carries: VLAN tags, a second
 * pair of addresses, Cisco's tags.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import { layerOfTypeOrLength } from "./ethertype.ts";
import type { HeaderWalk } from "./header_walk.ts";
import { Layer } from "./layer.ts";
import { Undecoded } from "./undecoded.ts";

/** Reads one VLAN tag (IEEE 802.1Q): two bytes of it, then a type. */
export function decodeVlan(
  bytes: Uint8Array,
  from: number,
  to: number,
  _batch: PacketBatch,
  _row: number,
  walk: HeaderWalk,
): number {
  const at = from + 4;
  if (at > to) return Undecoded.cutShort;
  return walk.next(layerOfTypeOrLength((bytes[at - 2] << 8) | bytes[at - 1]), at, to);
}

/** Reads the service tag of MAC-in-MAC (IEEE 802.1ah): 4 bytes, then a whole frame. */
export function decodeMacInMac(
  _bytes: Uint8Array,
  from: number,
  to: number,
  _batch: PacketBatch,
  _row: number,
  walk: HeaderWalk,
): number {
  return walk.next(Layer.ethernet, from + 4, to);
}

/** Reads Cisco FabricPath: forwarding tag and time to live in 2 bytes, then a whole frame. */
export function decodeFabricPath(
  _bytes: Uint8Array,
  from: number,
  to: number,
  _batch: PacketBatch,
  _row: number,
  walk: HeaderWalk,
): number {
  return walk.next(Layer.ethernet, from + 2, to);
}

/**
 * Reads Cisco TrustSec's metadata, 8 bytes: version 1, length 1, an option of 4 bytes, and a type,
 * which stands behind them in Ethernet and before them in GRE.
 */
export function decodeTrustSec(
  bytes: Uint8Array,
  from: number,
  to: number,
  _batch: PacketBatch,
  _row: number,
  walk: HeaderWalk,
): number {
  const at = from + 8;
  if (at > to) return Undecoded.cutShort;
  const isTypeFirst = bytes[from] !== 1 || bytes[from + 1] !== 1;
  const type = isTypeFirst ? from : at - 2;
  return walk.next(layerOfTypeOrLength((bytes[type] << 8) | bytes[type + 1]), at, to);
}
