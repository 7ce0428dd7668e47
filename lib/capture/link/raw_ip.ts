/**
 * IP without a link layer: LINKTYPE_RAW, LINKTYPE_IPV4 and LINKTYPE_IPV6.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import type { HeaderWalk } from "./header_walk.ts";
import { decodeIpv4 } from "./ipv4.ts";
import { decodeIpv6 } from "./ipv6.ts";
import { Undecoded } from "./undecoded.ts";

/** Reads IP of the version that the packet itself says, see {@link "./decoder.ts".Decoder}. */
export function decodeRawIp(
  bytes: Uint8Array,
  from: number,
  to: number,
  batch: PacketBatch,
  row: number,
  walk: HeaderWalk,
): number {
  if (from >= to) return Undecoded.cutShort;
  const version = bytes[from] >> 4;
  if (version === 4) return decodeIpv4(bytes, from, to, batch, row, walk);
  if (version === 6) return decodeIpv6(bytes, from, to, batch, row, walk);
  return Undecoded.badIp;
}
