/**
 * What follows an Ethernet type (IEEE 802 numbers): VLAN tags, then IP or something else.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import { writeNotIp } from "./decoder.ts";
import { decodeIpv4 } from "./ipv4.ts";
import { decodeIpv6 } from "./ipv6.ts";
import { Undecoded } from "./undecoded.ts";

const IPV4 = 0x0800;
const IPV6 = 0x86dd;

/**
 * Reads a packet behind an Ethernet type, through any number of VLAN tags.
 * @param from index of the byte behind the type
 * @param type the Ethernet type, or an 802.3 length below 1536, which carries no IP
 */
export function decodeEthertype(
  bytes: Uint8Array,
  from: number,
  to: number,
  batch: PacketBatch,
  row: number,
  type: number,
): number {
  let at = from;
  while (isVlan(type)) {
    if (at + 4 > to) return writeNotIp(batch, row, Undecoded.cutShort);
    type = (bytes[at + 2] << 8) | bytes[at + 3];
    at += 4;
  }
  if (type === IPV4) return decodeIpv4(bytes, at, to, batch, row);
  if (type === IPV6) return decodeIpv6(bytes, at, to, batch, row);
  return writeNotIp(batch, row, Undecoded.notIp);
}

/** 802.1Q, 802.1ad, and the two that QinQ switches used before 802.1ad. */
function isVlan(type: number): boolean {
  return type === 0x8100 || type === 0x88a8 || type === 0x9100 || type === 0x9200;
}
