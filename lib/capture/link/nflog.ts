/**
 * Packets that Linux's netfilter logs, LINKTYPE_NFLOG: a header, then attributes, one of which is
 * the packet (linux/netfilter/nfnetlink_log.h).
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import type { HeaderWalk } from "./header_walk.ts";
import { Layer } from "./layer.ts";
import { Undecoded } from "./undecoded.ts";

const HEADER_BYTES = 4;
const ATTRIBUTE_BYTES = 4;
const PAYLOAD = 9;
const AF_INET = 2;
const AF_INET6 = 10;

/**
 * Finds the packet. Attributes are in the byte order of the machine that captured; their types are
 * from 1 to 255, so the byte that is set says which.
 */
export function decodeNflog(
  bytes: Uint8Array,
  from: number,
  to: number,
  _batch: PacketBatch,
  _row: number,
  walk: HeaderWalk,
): number {
  if (from + HEADER_BYTES > to) return Undecoded.cutShort;
  const family = bytes[from];
  const isIp = family === AF_INET || family === AF_INET6;
  if (!isIp || bytes[from + 1] !== 0) return Undecoded.notIp;
  let at = from + HEADER_BYTES;
  while (at + ATTRIBUTE_BYTES <= to) {
    const isLittle = bytes[at + 2] !== 0;
    const type = bytes[at + 2] | bytes[at + 3];
    const length = isLittle ? bytes[at] | (bytes[at + 1] << 8) : (bytes[at] << 8) | bytes[at + 1];
    if (length < ATTRIBUTE_BYTES) return Undecoded.notIp;
    const end = Math.min(to, at + length);
    if (type === PAYLOAD) return walk.next(Layer.rawIp, at + ATTRIBUTE_BYTES, end);
    at += (length + 3) & ~3;
  }
  return at > to ? Undecoded.cutShort : Undecoded.notIp;
}
