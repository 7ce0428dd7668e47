/**
 * GTP-U version 1 (3GPP TS 29.281), which carries subscribers' packets in mobile networks; UDP
 * port 2152.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import type { HeaderWalk } from "../header_walk.ts";
import { Layer } from "../layer.ts";
import { Undecoded } from "../undecoded.ts";

const HEADER_BYTES = 8;
/** Version 1 and protocol type GTP, the upper four bits. */
const VERSION_1 = 0x30;
/** Flags of an extension header, a sequence number and an N-PDU number. */
const OPTIONAL_FIELDS = 0x07;
/** Message type of those that carry a packet. */
const G_PDU = 0xff;

/** Reads the header, its optional fields, and extension headers, which name each other. */
export function decodeGtp(
  bytes: Uint8Array,
  from: number,
  to: number,
  _batch: PacketBatch,
  _row: number,
  walk: HeaderWalk,
): number {
  if (from + HEADER_BYTES > to) return Undecoded.cutShort;
  // Signalling is a packet of its own; so is anything else that uses the port.
  if ((bytes[from] & 0xf0) !== VERSION_1 || bytes[from + 1] !== G_PDU) return Undecoded.none;
  let at = from + HEADER_BYTES;
  if ((bytes[from] & OPTIONAL_FIELDS) !== 0) {
    at += 4;
    // Each takes 4 bytes or more, so that the packet's length bounds the walk.
    while (at <= to && bytes[at - 1] !== 0) {
      if (at === to) return Undecoded.cutShort;
      if (bytes[at] === 0) return Undecoded.notIp;
      at += bytes[at] * 4;
    }
  }
  if (at >= to) return Undecoded.cutShort;
  // No field names the packet's kind: sessions of Ethernet or without structure exist too.
  const version = bytes[at] >> 4;
  return version === 4 || version === 6 ? walk.next(Layer.rawIp, at, to) : Undecoded.notIp;
}
