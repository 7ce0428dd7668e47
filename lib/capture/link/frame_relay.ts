/**
 * Frame relay (Q.922) with RFC 2427's multiprotocol encapsulation, or Cisco's; LINKTYPE_FRELAY.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import { layerOfEthertype } from "./ethertype.ts";
import type { HeaderWalk } from "./header_walk.ts";
import { Layer } from "./layer.ts";
import { Undecoded } from "./undecoded.ts";

const MAX_ADDRESS_BYTES = 4;
const UNNUMBERED_INFORMATION = 0x03;
const NLPID_SNAP = 0x80;
const NLPID_IPV6 = 0x8e;
const NLPID_IPV4 = 0xcc;

/** Reads the address, whose last byte is odd, and the network layer's identifier. */
export function decodeFrameRelay(
  bytes: Uint8Array,
  from: number,
  to: number,
  _batch: PacketBatch,
  _row: number,
  walk: HeaderWalk,
): number {
  let at = from;
  while (at < to && at < from + MAX_ADDRESS_BYTES && (bytes[at] & 1) === 0) at++;
  at++;
  if (at + 2 > to) return Undecoded.cutShort;
  if (at > from + MAX_ADDRESS_BYTES) return Undecoded.notIp;
  // Cisco's encapsulation has an Ethernet type in the place of control and identifier.
  if (bytes[at] !== UNNUMBERED_INFORMATION) {
    return readType(bytes, at + 2, to, walk);
  }
  at++;
  if (bytes[at] === 0) at++; // padding to an even length
  if (at >= to) return Undecoded.cutShort;
  const nlpid = bytes[at++];
  if (nlpid === NLPID_IPV4) return walk.next(Layer.ipv4, at, to);
  if (nlpid === NLPID_IPV6) return walk.next(Layer.ipv6, at, to);
  if (nlpid !== NLPID_SNAP) return Undecoded.notIp;
  if (at + 5 > to) return Undecoded.cutShort;
  const isEthertype = bytes[at] === 0 && bytes[at + 1] === 0 && bytes[at + 2] === 0;
  return isEthertype ? readType(bytes, at + 5, to, walk) : Undecoded.notIp;
}

function readType(bytes: Uint8Array, at: number, to: number, walk: HeaderWalk): number {
  return walk.next(layerOfEthertype((bytes[at - 2] << 8) | bytes[at - 1]), at, to);
}
