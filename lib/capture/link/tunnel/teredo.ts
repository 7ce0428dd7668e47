/**
 * Teredo (RFC 4380): IPv6 in UDP, port 3544.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import type { HeaderWalk } from "../header_walk.ts";
import { Layer } from "../layer.ts";
import { Undecoded } from "../undecoded.ts";

const ORIGIN_BYTES = 8;

/** Skips authentication and origin, which may stand before the packet. */
export function decodeTeredo(
  bytes: Uint8Array,
  from: number,
  to: number,
  _batch: PacketBatch,
  _row: number,
  walk: HeaderWalk,
): number {
  let at = from;
  if (at + 4 > to) return Undecoded.none;
  // Client identifier, authentication value, a nonce of 8 bytes and a confirmation of 1.
  if (bytes[at] === 0 && bytes[at + 1] === 1) at += 13 + bytes[at + 2] + bytes[at + 3];
  if (at + 2 <= to && bytes[at] === 0 && bytes[at + 1] === 0) at += ORIGIN_BYTES;
  if (at >= to) return Undecoded.cutShort;
  return bytes[at] >> 4 === 6 ? walk.next(Layer.ipv6, at, to) : Undecoded.none;
}
