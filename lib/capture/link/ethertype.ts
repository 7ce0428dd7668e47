/**
 * What an Ethernet type says (IEEE 802 numbers), and the VLAN tags that one may stand behind.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import type { HeaderWalk } from "./header_walk.ts";
import { Layer } from "./layer.ts";
import { Undecoded } from "./undecoded.ts";

/** Gives the layer that an Ethernet type announces, or the reason why it is not read. */
export function layerOfEthertype(type: number): number {
  if (type === 0x0800) return Layer.ipv4;
  if (type === 0x86dd) return Layer.ipv6;
  // 802.1Q, 802.1ad, and the two that QinQ switches used before 802.1ad.
  if (type === 0x8100 || type === 0x88a8 || type === 0x9100 || type === 0x9200) return Layer.vlan;
  return Undecoded.notIp;
}

/** Reads one VLAN tag: two bytes of it, then another type. */
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
  return walk.next(layerOfEthertype((bytes[at - 2] << 8) | bytes[at - 1]), at, to);
}
