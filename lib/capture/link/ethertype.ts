/**
 * What an Ethernet type says (IEEE 802 numbers), wherever one stands: behind Ethernet addresses, a
 * VLAN tag, LLC/SNAP, in cooked captures, GRE or Geneve.
 * @module
 */

import { Layer } from "./layer.ts";
import { Undecoded } from "./undecoded.ts";

/** Longest payload of IEEE 802.3: up to here a type is a length. */
const MAX_LENGTH = 1500;

/** Gives the layer behind an Ethernet type, or behind a length that stands in its place. */
export function layerOfTypeOrLength(type: number): number {
  return type <= MAX_LENGTH ? Layer.llc : layerOfEthertype(type);
}

/** Gives the layer that an Ethernet type announces, or the reason why it is not read. */
export function layerOfEthertype(type: number): number {
  switch (type) {
    case 0x0800:
      return Layer.ipv4;
    case 0x86dd:
      return Layer.ipv6;
    case 0x8100: // 802.1Q
    case 0x88a8: // 802.1ad
    case 0x9100: // QinQ before 802.1ad
    case 0x9200:
      return Layer.vlan;
    case 0x8847: // unicast, RFC 5332
    case 0x8848: // multicast
      return Layer.mpls;
    case 0x8864:
      return Layer.pppoe;
    case 0x6558: // transparent Ethernet bridging
      return Layer.ethernet;
    case 0x880b:
      return Layer.ppp;
    case 0x88e7: // 802.1ah
      return Layer.macInMac;
    case 0x8903:
      return Layer.fabricPath;
    case 0x8909:
      return Layer.trustSec;
    case 0x88e5: // 802.1AE
      return Undecoded.encrypted;
    default:
      return Undecoded.notIp;
  }
}
