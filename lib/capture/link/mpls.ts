/**
 * MPLS (RFC 3032): a stack of labels, then a packet whose kind no field names.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import { layerOfEthertype } from "./ethertype.ts";
import type { HeaderWalk } from "./header_walk.ts";
import { Layer } from "./layer.ts";
import { Undecoded } from "./undecoded.ts";

const LABEL_BYTES = 4;
const CONTROL_WORD_BYTES = 4;

/**
 * Skips the labels, the last of which has its bottom bit set, and tells what follows by the first
 * four bits, as routers do (RFC 4928): 4 and 6 are IP's versions, 0 opens the control word of a
 * pseudowire (RFC 4385). A pseudowire is taken for Ethernet where a type that is read stands in it.
 */
export function decodeMpls(
  bytes: Uint8Array,
  from: number,
  to: number,
  _batch: PacketBatch,
  _row: number,
  walk: HeaderWalk,
): number {
  let at = from;
  let isBottom = false;
  while (!isBottom) {
    if (at + LABEL_BYTES > to) return Undecoded.cutShort;
    isBottom = (bytes[at + 2] & 1) !== 0;
    at += LABEL_BYTES;
  }
  if (at === to) return Undecoded.cutShort;
  const version = bytes[at] >> 4;
  if (version === 4) return walk.next(Layer.ipv4, at, to);
  if (version === 6) return walk.next(Layer.ipv6, at, to);
  if (version !== 0) return Undecoded.notIp;
  const behind = at + CONTROL_WORD_BYTES;
  if (looksLikeEthernet(bytes, behind, to)) return walk.next(Layer.ethernet, behind, to);
  if (looksLikeEthernet(bytes, at, to)) return walk.next(Layer.ethernet, at, to);
  return Undecoded.notIp;
}

function looksLikeEthernet(bytes: Uint8Array, at: number, to: number): boolean {
  if (at + 14 > to) return false;
  return layerOfEthertype((bytes[at + 12] << 8) | bytes[at + 13]) < 0;
}
