/**
 * Packets that the filter of BSD logs, LINKTYPE_PFLOG.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import type { HeaderWalk } from "./header_walk.ts";
import { Layer } from "./layer.ts";
import { Undecoded } from "./undecoded.ts";

/** Skips the header, whose first byte is its length without the padding to 4 bytes. */
export function decodePflog(
  bytes: Uint8Array,
  from: number,
  to: number,
  _batch: PacketBatch,
  _row: number,
  walk: HeaderWalk,
): number {
  if (from >= to) return Undecoded.cutShort;
  const at = from + ((bytes[from] + 3) & ~3);
  return at > to ? Undecoded.cutShort : walk.next(Layer.rawIp, at, to);
}
