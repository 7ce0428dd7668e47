/**
 * Ethernet II frames (IEEE 802.3), with 802.1Q and QinQ tags; LINKTYPE_ETHERNET.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import { writeNotIp } from "./decoder.ts";
import { decodeEthertype } from "./ethertype.ts";
import { Undecoded } from "./undecoded.ts";

const HEADER_BYTES = 14;

/** Reads an Ethernet frame, see {@link "./decoder.ts".Decoder}. */
export function decodeEthernet(
  bytes: Uint8Array,
  from: number,
  to: number,
  batch: PacketBatch,
  row: number,
): number {
  const at = from + HEADER_BYTES;
  if (at > to) return writeNotIp(batch, row, Undecoded.cutShort);
  const type = (bytes[at - 2] << 8) | bytes[at - 1];
  return decodeEthertype(bytes, at, to, batch, row, type);
}
