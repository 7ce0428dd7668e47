/**
 * Logical link control (IEEE 802.2), with SNAP (RFC 1042): what 802.3 frames with a length, 802.11
 * and FDDI carry.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import { layerOfEthertype } from "./ethertype.ts";
import type { HeaderWalk } from "./header_walk.ts";
import { Layer } from "./layer.ts";
import { Undecoded } from "./undecoded.ts";

const SAP_IP = 0x06;
const SAP_SNAP = 0xaa;
const UNNUMBERED_INFORMATION = 0x03;

/** Reads the service access points and, where they say SNAP, its Ethernet type. */
export function decodeLlc(
  bytes: Uint8Array,
  from: number,
  to: number,
  _batch: PacketBatch,
  _row: number,
  walk: HeaderWalk,
): number {
  if (from + 3 > to) return Undecoded.cutShort;
  const sap = bytes[from];
  if (bytes[from + 2] !== UNNUMBERED_INFORMATION) return Undecoded.notIp;
  if (sap === SAP_IP) return walk.next(Layer.ipv4, from + 3, to);
  if (sap !== SAP_SNAP) return Undecoded.notIp;
  const at = from + 8;
  if (at > to) return Undecoded.cutShort;
  // Organisations besides these have numbers of their own: 0 is RFC 1042's, F8 802.1H's.
  if (bytes[from + 3] !== 0 || bytes[from + 4] !== 0) return Undecoded.notIp;
  if (bytes[from + 5] !== 0 && bytes[from + 5] !== 0xf8) return Undecoded.notIp;
  return walk.next(layerOfEthertype((bytes[at - 2] << 8) | bytes[at - 1]), at, to);
}
