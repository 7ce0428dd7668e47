/**
 * IP over InfiniBand (RFC 4391), LINKTYPE_IPOIB: a global routing header, then an Ethernet type.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import { layerOfEthertype } from "./ethertype.ts";
import type { HeaderWalk } from "./header_walk.ts";
import { Undecoded } from "./undecoded.ts";

const ROUTING_HEADER_BYTES = 40;
const HEADER_BYTES = 4;

/** Reads the type; two reserved bytes follow it. */
export function decodeIpoib(
  bytes: Uint8Array,
  from: number,
  to: number,
  _batch: PacketBatch,
  _row: number,
  walk: HeaderWalk,
): number {
  const type = from + ROUTING_HEADER_BYTES;
  const at = type + HEADER_BYTES;
  if (at > to) return Undecoded.cutShort;
  return walk.next(layerOfEthertype((bytes[type] << 8) | bytes[type + 1]), at, to);
}
