/**
 * IPv4 (RFC 791), with options; ports come from the first fragment only, later ones have none.
 * @module
 */

import { ADDRESS_STRIDE_BYTES, type PacketBatch } from "#lib/core/packet.ts";
import type { HeaderWalk } from "./header_walk.ts";
import { decodeTransport, writeNoPorts } from "./transport.ts";
import { Undecoded } from "./undecoded.ts";

const HEADER_BYTES = 20;
const AUTHENTICATION = 51;

/** Reads an IPv4 packet, see {@link "./decoder.ts".Decoder}. */
export function decodeIpv4(
  bytes: Uint8Array,
  from: number,
  to: number,
  batch: PacketBatch,
  row: number,
  walk: HeaderWalk,
): number {
  if (to - from < HEADER_BYTES) return Undecoded.cutShort;
  const first = bytes[from];
  const headerBytes = (first & 0x0f) * 4;
  if (first >> 4 !== 4 || headerBytes < HEADER_BYTES) return Undecoded.badIp;
  walk.hasIp = true;
  writeAddresses(bytes, from + 12, batch, row);
  const proto = bytes[from + 9];
  const fragmentOffset = ((bytes[from + 6] & 0x1f) << 8) | bytes[from + 7];
  if (fragmentOffset !== 0) return writeNoPorts(batch, row, proto, Undecoded.laterFragment);
  // 0 is what a card that segments for the kernel leaves: then the frame's end counts. Bytes
  // behind the total length are padding of short Ethernet frames.
  const totalBytes = (bytes[from + 2] << 8) | bytes[from + 3];
  walk.wireEnd = totalBytes === 0 ? to : from + totalBytes;
  const end = Math.min(to, walk.wireEnd);
  const at = from + headerBytes;
  return proto === AUTHENTICATION
    ? decodeAuthenticated(bytes, at, end, batch, row, walk)
    : decodeTransport(bytes, at, end, batch, row, proto, walk);
}

/** Reads what an authentication header (RFC 4302) stands before, as IPv6's are read. */
function decodeAuthenticated(
  bytes: Uint8Array,
  from: number,
  to: number,
  batch: PacketBatch,
  row: number,
  walk: HeaderWalk,
): number {
  if (from + 8 > to) return writeNoPorts(batch, row, AUTHENTICATION, Undecoded.cutShort);
  const at = from + Math.max(8, (bytes[from + 1] + 2) * 4);
  return decodeTransport(bytes, at, to, batch, row, bytes[from], walk);
}

function writeAddresses(bytes: Uint8Array, at: number, batch: PacketBatch, row: number): void {
  const addresses = batch.addresses;
  const into = row * ADDRESS_STRIDE_BYTES;
  batch.family[row] = 4;
  addresses[into] = bytes[at];
  addresses[into + 1] = bytes[at + 1];
  addresses[into + 2] = bytes[at + 2];
  addresses[into + 3] = bytes[at + 3];
  addresses[into + 16] = bytes[at + 4];
  addresses[into + 17] = bytes[at + 5];
  addresses[into + 18] = bytes[at + 6];
  addresses[into + 19] = bytes[at + 7];
}
