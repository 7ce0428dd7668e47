/**
 * PIM register messages (RFC 7761, 4.9.3), in which a router sends multicast packets on to the
 * rendezvous point. IP protocol 103.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import type { HeaderWalk } from "../header_walk.ts";
import { Layer } from "../layer.ts";
import { Undecoded } from "../undecoded.ts";

const VERSION_AND_REGISTER = 0x21;
const HEADER_BYTES = 8;

/** Reads the header; PIM's other messages carry no packets. */
export function decodePimRegister(
  bytes: Uint8Array,
  from: number,
  to: number,
  _batch: PacketBatch,
  _row: number,
  walk: HeaderWalk,
): number {
  if (from < to && bytes[from] !== VERSION_AND_REGISTER) return Undecoded.none;
  const at = from + HEADER_BYTES;
  if (at > to) return Undecoded.cutShort;
  const isNull = (bytes[from + 4] & 0x40) !== 0;
  return isNull ? Undecoded.none : walk.next(Layer.rawIp, at, to);
}
