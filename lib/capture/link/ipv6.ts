/**
 * IPv6 (RFC 8200), through its extension headers to the transport header; ports come from the
 * first fragment only.
 * @module
 */

import { ADDRESS_STRIDE_BYTES, type PacketBatch } from "#lib/core/packet.ts";
import type { HeaderWalk } from "./header_walk.ts";
import { decodeTransport, writeNoPorts } from "./transport.ts";
import { Undecoded } from "./undecoded.ts";

const HEADER_BYTES = 40;
const HOP_BY_HOP = 0;
const ROUTING = 43;
const FRAGMENT = 44;
const AUTHENTICATION = 51;
const DESTINATION_OPTIONS = 60;
const SHIM6 = 140;

/** Reads an IPv6 packet, see {@link "./decoder.ts".Decoder}. */
export function decodeIpv6(
  bytes: Uint8Array,
  from: number,
  to: number,
  batch: PacketBatch,
  row: number,
  walk: HeaderWalk,
): number {
  if (to - from < HEADER_BYTES) return Undecoded.cutShort;
  if (bytes[from] >> 4 !== 6) return Undecoded.badIp;
  walk.hasIp = true;
  batch.family[row] = 6;
  const addresses = batch.addresses;
  const into = row * ADDRESS_STRIDE_BYTES;
  for (let i = 0; i < ADDRESS_STRIDE_BYTES; i++) addresses[into + i] = bytes[from + 8 + i];
  // 0 stands for a jumbogram (RFC 2675) or for a card that segments: then the frame's end counts.
  const payloadBytes = (bytes[from + 4] << 8) | bytes[from + 5];
  walk.wireEnd = payloadBytes === 0 ? to : from + HEADER_BYTES + payloadBytes;
  const end = Math.min(to, walk.wireEnd);
  return walkExtensions(bytes, from, end, batch, row, walk);
}

/** Each step goes on by 8 bytes or more, so that the packet's length bounds the walk. */
function walkExtensions(
  bytes: Uint8Array,
  from: number,
  to: number,
  batch: PacketBatch,
  row: number,
  walk: HeaderWalk,
): number {
  let next = bytes[from + 6];
  let at = from + HEADER_BYTES;
  while (isExtension(next)) {
    if (at + 8 > to) return writeNoPorts(batch, row, next, Undecoded.cutShort);
    const header = next;
    next = bytes[at];
    if (header === FRAGMENT) {
      const fragmentOffset = (bytes[at + 2] << 5) | (bytes[at + 3] >> 3);
      if (fragmentOffset !== 0) return writeNoPorts(batch, row, next, Undecoded.laterFragment);
      at += 8;
    } else if (header === AUTHENTICATION) {
      // Counted in 4 bytes, less 2 (RFC 4302); the others in 8, less 1. 0 would not go on.
      at += Math.max(8, (bytes[at + 1] + 2) * 4);
    } else {
      at += (bytes[at + 1] + 1) * 8;
    }
  }
  return decodeTransport(bytes, at, to, batch, row, next, walk);
}

/** Mobility (135) and HIP (139) count as protocols here: nothing follows them. */
function isExtension(header: number): boolean {
  return header === HOP_BY_HOP || header === ROUTING || header === DESTINATION_OPTIONS ||
    header === FRAGMENT || header === AUTHENTICATION || header === SHIM6;
}
