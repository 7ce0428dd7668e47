/**
 * EtherIP (RFC 3378): Ethernet in IP, protocol 97.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import type { HeaderWalk } from "../header_walk.ts";
import { Layer } from "../layer.ts";
import { Undecoded } from "../undecoded.ts";

/** Reads the 2 bytes of the header: version 3 in the upper four bits. */
export function decodeEtherIp(
  bytes: Uint8Array,
  from: number,
  to: number,
  _batch: PacketBatch,
  _row: number,
  walk: HeaderWalk,
): number {
  if (from + 2 > to) return Undecoded.cutShort;
  return bytes[from] >> 4 === 3 ? walk.next(Layer.ethernet, from + 2, to) : Undecoded.notIp;
}
