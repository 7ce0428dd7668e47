/**
 * What capturing programs put before 802.11 frames: LINKTYPE_IEEE802_11_RADIOTAP, _PRISM, _AVS;
 * and _PPI, which may also stand before Ethernet.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import type { HeaderWalk } from "./header_walk.ts";
import { Layer } from "./layer.ts";
import { Undecoded } from "./undecoded.ts";

const PRISM_BYTES = 144;
/** Message code of AVS, in the place of Prism's, without the version in its last four bits. */
const AVS_CODE = 0x80211000;

/** Skips a radiotap header (https://www.radiotap.org): version 0, a pad, its length. */
export function decodeRadiotap(
  bytes: Uint8Array,
  from: number,
  to: number,
  _batch: PacketBatch,
  _row: number,
  walk: HeaderWalk,
): number {
  if (from + 8 > to) return Undecoded.cutShort;
  if (bytes[from] !== 0) return Undecoded.notIp;
  return goOn(Layer.wifi, from, bytes[from + 2] | (bytes[from + 3] << 8), to, walk);
}

/** Skips the header of Prism cards, of one length; AVS headers lie under this type too. */
export function decodePrism(
  bytes: Uint8Array,
  from: number,
  to: number,
  batch: PacketBatch,
  row: number,
  walk: HeaderWalk,
): number {
  if (from + 8 > to) return Undecoded.cutShort;
  const isAvs = (readU32(bytes, from) & 0xffff_fff0) >>> 0 === AVS_CODE;
  return isAvs
    ? decodeAvs(bytes, from, to, batch, row, walk)
    : goOn(Layer.wifi, from, PRISM_BYTES, to, walk);
}

/** Skips an AVS header: its code, then its length, in network order. */
export function decodeAvs(
  bytes: Uint8Array,
  from: number,
  to: number,
  _batch: PacketBatch,
  _row: number,
  walk: HeaderWalk,
): number {
  if (from + 8 > to) return Undecoded.cutShort;
  return goOn(Layer.wifi, from, readU32(bytes, from + 4), to, walk);
}

/** Skips a per-packet information header, which names the link type behind it. */
export function decodePpi(
  bytes: Uint8Array,
  from: number,
  to: number,
  _batch: PacketBatch,
  _row: number,
  walk: HeaderWalk,
): number {
  if (from + 8 > to) return Undecoded.cutShort;
  const linkType = bytes[from + 4] | (bytes[from + 5] << 8);
  const length = bytes[from + 2] | (bytes[from + 3] << 8);
  if (linkType === 105) return goOn(Layer.wifi, from, length, to, walk);
  return linkType === 1 ? goOn(Layer.ethernet, from, length, to, walk) : Undecoded.linkType;
}

function goOn(layer: number, from: number, length: number, to: number, walk: HeaderWalk): number {
  return from + length > to ? Undecoded.cutShort : walk.next(layer, from + length, to);
}

function readU32(bytes: Uint8Array, at: number): number {
  return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0;
}
