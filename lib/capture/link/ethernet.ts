/**
 * Ethernet frames (IEEE 802.3); LINKTYPE_ETHERNET.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import { layerOfEthertype } from "./ethertype.ts";
import type { HeaderWalk } from "./header_walk.ts";
import { decodeIpv4 } from "./ipv4.ts";
import { decodeIpv6 } from "./ipv6.ts";
import { Layer } from "./layer.ts";
import { Undecoded } from "./undecoded.ts";

const HEADER_BYTES = 14;

/** Reads an Ethernet header; IP behind it at once, as most packets are that. */
export function decodeEthernet(
  bytes: Uint8Array,
  from: number,
  to: number,
  batch: PacketBatch,
  row: number,
  walk: HeaderWalk,
): number {
  const at = from + HEADER_BYTES;
  if (at > to) return Undecoded.cutShort;
  const type = (bytes[at - 2] << 8) | bytes[at - 1];
  const layer = layerOfEthertype(type);
  if (layer === Layer.ipv4) return decodeIpv4(bytes, at, to, batch, row, walk);
  if (layer === Layer.ipv6) return decodeIpv6(bytes, at, to, batch, row, walk);
  return walk.next(layer, at, to);
}
