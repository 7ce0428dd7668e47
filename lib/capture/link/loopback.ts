/**
 * BSD loopback: four bytes of address family, then the packet; LINKTYPE_NULL and LINKTYPE_LOOP.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import type { HeaderWalk } from "./header_walk.ts";
import { decodeIpv4 } from "./ipv4.ts";
import { decodeIpv6 } from "./ipv6.ts";
import { Undecoded } from "./undecoded.ts";

const AF_INET = 2;

/**
 * Reads a loopback packet, see {@link "./decoder.ts".Decoder}. The family is in the byte order of
 * the machine that captured (NULL) or of the network (LOOP); all families are below 256, so the
 * byte that is set says both.
 */
export function decodeLoopback(
  bytes: Uint8Array,
  from: number,
  to: number,
  batch: PacketBatch,
  row: number,
  walk: HeaderWalk,
): number {
  const at = from + 4;
  if (at > to) return Undecoded.cutShort;
  if (bytes[from + 1] !== 0 || bytes[from + 2] !== 0) return Undecoded.notIp;
  const family = bytes[from] | bytes[from + 3];
  if (family === AF_INET) return decodeIpv4(bytes, at, to, batch, row, walk);
  if (isInet6(family)) return decodeIpv6(bytes, at, to, batch, row, walk);
  return Undecoded.notIp;
}

/** AF_INET6 of Linux, NetBSD and OpenBSD, FreeBSD, macOS. */
function isInet6(family: number): boolean {
  return family === 10 || family === 24 || family === 28 || family === 30;
}
