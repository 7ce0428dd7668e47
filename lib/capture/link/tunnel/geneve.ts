/**
 * Geneve (RFC 8926), UDP port 6081.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import { layerOfEthertype } from "../ethertype.ts";
import type { HeaderWalk } from "../header_walk.ts";
import { Undecoded } from "../undecoded.ts";

const HEADER_BYTES = 8;

/** Reads version 0: the length of the options in units of 4 bytes, and an Ethernet type. */
export function decodeGeneve(
  bytes: Uint8Array,
  from: number,
  to: number,
  _batch: PacketBatch,
  _row: number,
  walk: HeaderWalk,
): number {
  if (from + HEADER_BYTES > to) return Undecoded.cutShort;
  if (bytes[from] >> 6 !== 0) return Undecoded.none;
  const at = from + HEADER_BYTES + (bytes[from] & 0x3f) * 4;
  if (at > to) return Undecoded.cutShort;
  return walk.next(layerOfEthertype((bytes[from + 2] << 8) | bytes[from + 3]), at, to);
}
