/**
 * PPP over Ethernet, session stage (RFC 2516).
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import type { HeaderWalk } from "./header_walk.ts";
import { Layer } from "./layer.ts";
import { Undecoded } from "./undecoded.ts";

const HEADER_BYTES = 6;

/** Reads version, type and code, session and length; PPP follows. */
export function decodePppoe(
  bytes: Uint8Array,
  from: number,
  to: number,
  _batch: PacketBatch,
  _row: number,
  walk: HeaderWalk,
): number {
  const at = from + HEADER_BYTES;
  if (at > to) return Undecoded.cutShort;
  // Version 1, type 1, and the code of the session stage; discovery has other codes.
  if (bytes[from] !== 0x11 || bytes[from + 1] !== 0) return Undecoded.notIp;
  return walk.next(Layer.ppp, at, Math.min(to, at + ((bytes[from + 4] << 8) | bytes[from + 5])));
}
