/**
 * ERSPAN, mirrored frames in GRE (draft-foschiano-erspan), types II and III.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import type { HeaderWalk } from "../header_walk.ts";
import { Layer } from "../layer.ts";
import { Undecoded } from "../undecoded.ts";

/** Skips the 8 bytes of type II (version 1). */
export function decodeErspan2(
  bytes: Uint8Array,
  from: number,
  to: number,
  _batch: PacketBatch,
  _row: number,
  walk: HeaderWalk,
): number {
  const at = from + 8;
  if (at > to) return Undecoded.cutShort;
  return bytes[from] >> 4 === 1 ? walk.next(Layer.ethernet, at, to) : Undecoded.notIp;
}

/** Skips the 12 bytes of type III (version 2), and 8 more where its O flag announces them. */
export function decodeErspan3(
  bytes: Uint8Array,
  from: number,
  to: number,
  _batch: PacketBatch,
  _row: number,
  walk: HeaderWalk,
): number {
  if (from + 12 > to) return Undecoded.cutShort;
  const last = bytes[from + 11];
  const at = from + ((last & 1) !== 0 ? 20 : 12);
  if (bytes[from] >> 4 !== 2 || at > to) return Undecoded.notIp;
  // Frame type: 0 is Ethernet, 2 IP.
  const frameType = (bytes[from + 10] >> 2) & 0x1f;
  if (frameType === 0) return walk.next(Layer.ethernet, at, to);
  return frameType === 2 ? walk.next(Layer.rawIp, at, to) : Undecoded.notIp;
}
