/**
 * L2TP version 2 (RFC 2661): PPP in UDP, port 1701.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import type { HeaderWalk } from "../header_walk.ts";
import { Layer } from "../layer.ts";
import { Undecoded } from "../undecoded.ts";

const CONTROL = 0x8000;
const LENGTH = 0x4000;
const SEQUENCE = 0x0800;
const OFFSET = 0x0200;
const VERSION = 0x000f;

/** Reads the header of a data message; control messages are packets of their own. */
export function decodeL2tp(
  bytes: Uint8Array,
  from: number,
  to: number,
  _batch: PacketBatch,
  _row: number,
  walk: HeaderWalk,
): number {
  if (from + 6 > to) return Undecoded.cutShort;
  const flags = (bytes[from] << 8) | bytes[from + 1];
  if ((flags & VERSION) !== 2 || (flags & CONTROL) !== 0) return Undecoded.none;
  // Flags, then tunnel and session.
  let at = from + 6;
  if ((flags & LENGTH) !== 0) at += 2;
  if ((flags & SEQUENCE) !== 0) at += 4;
  if ((flags & OFFSET) !== 0) {
    at += 2;
    if (at > to) return Undecoded.cutShort;
    at += (bytes[at - 2] << 8) | bytes[at - 1];
  }
  return at > to ? Undecoded.cutShort : walk.next(Layer.ppp, at, to);
}
