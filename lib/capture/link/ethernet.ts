/**
 * Ethernet frames (IEEE 802.3); LINKTYPE_ETHERNET.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import { layerOfTypeOrLength } from "./ethertype.ts";
import type { HeaderWalk } from "./header_walk.ts";
import { decodeIpv4 } from "./ipv4.ts";
import { decodeIpv6 } from "./ipv6.ts";
import { Layer } from "./layer.ts";
import { Undecoded } from "./undecoded.ts";

const HEADER_BYTES = 14;
const IPV4 = 0x0800;
const IPV6 = 0x86dd;

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
  if (type === IPV4) return decodeIpv4(bytes, at, to, batch, row, walk);
  if (type === IPV6) return decodeIpv6(bytes, at, to, batch, row, walk);
  const layer = layerOfTypeOrLength(type);
  // Behind a length there may be padding.
  return walk.next(layer, at, layer === Layer.llc ? Math.min(to, at + type) : to);
}
