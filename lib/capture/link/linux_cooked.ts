/**
 * Linux cooked captures, as of the interface `any`: LINKTYPE_LINUX_SLL and LINKTYPE_LINUX_SLL2.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import { layerOfEthertype } from "./ethertype.ts";
import type { HeaderWalk } from "./header_walk.ts";
import { Layer } from "./layer.ts";
import { Undecoded } from "./undecoded.ts";

const V1_HEADER_BYTES = 16;
const V2_HEADER_BYTES = 20;

/** Reads a version 1 packet, whose header ends with the Ethernet type. */
export function decodeLinuxCooked(
  bytes: Uint8Array,
  from: number,
  to: number,
  _batch: PacketBatch,
  _row: number,
  walk: HeaderWalk,
): number {
  const at = from + V1_HEADER_BYTES;
  if (at > to) return Undecoded.cutShort;
  const type = (bytes[from + 14] << 8) | bytes[from + 15];
  return walk.next(layerOfProtocol(type), at, to);
}

/** Reads a version 2 packet, whose header begins with the Ethernet type. */
export function decodeLinuxCooked2(
  bytes: Uint8Array,
  from: number,
  to: number,
  _batch: PacketBatch,
  _row: number,
  walk: HeaderWalk,
): number {
  const at = from + V2_HEADER_BYTES;
  if (at > to) return Undecoded.cutShort;
  const type = (bytes[from] << 8) | bytes[from + 1];
  return walk.next(layerOfProtocol(type), at, to);
}

/** Below 1536 stand Linux's own numbers: 4 is LLC (linux/if_ether.h, ETH_P_802_2). */
function layerOfProtocol(protocol: number): number {
  return protocol === 4 ? Layer.llc : layerOfEthertype(protocol);
}
