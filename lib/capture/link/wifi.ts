/**
 * 802.11 frames (IEEE 802.11-2020, 9.3): data frames carry LLC, the others no packets.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import type { HeaderWalk } from "./header_walk.ts";
import { Layer } from "./layer.ts";
import { Undecoded } from "./undecoded.ts";

const HEADER_BYTES = 24;
const ADDRESS_BYTES = 6;
const DATA = 2;
/** Addresses and length before each frame of an aggregate. */
const SUBFRAME_HEADER_BYTES = 14;

/** Reads a frame; of an aggregate (A-MSDU) the first of those within. */
export function decodeWifi(
  bytes: Uint8Array,
  from: number,
  to: number,
  _batch: PacketBatch,
  _row: number,
  walk: HeaderWalk,
): number {
  if (from + 2 > to) return Undecoded.cutShort;
  const control = bytes[from];
  const flags = bytes[from + 1];
  const carriesData = ((control >> 2) & 3) === DATA && (control & 0x40) === 0;
  if ((control & 3) !== 0 || !carriesData) return Undecoded.notIp;
  if ((flags & 0x40) !== 0) return Undecoded.encrypted;
  let at = from + HEADER_BYTES;
  // From an access point to another there are four addresses.
  if ((flags & 0x03) === 0x03) at += ADDRESS_BYTES;
  let isAggregate = false;
  if ((control & 0x80) !== 0) {
    if (at + 2 > to) return Undecoded.cutShort;
    isAggregate = (bytes[at] & 0x80) !== 0;
    // Quality of service, then the high-throughput control field where the order bit is set.
    at += (flags & 0x80) !== 0 ? 6 : 2;
  }
  if (at > to) return Undecoded.cutShort;
  if ((bytes[from + 22] & 0x0f) !== 0) return Undecoded.laterFragment;
  return walk.next(Layer.llc, isAggregate ? at + SUBFRAME_HEADER_BYTES : at, to);
}
