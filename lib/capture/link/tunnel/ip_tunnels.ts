/**
 * Which protocols of IP and which ports of UDP carry packets within: what `--tunnel inner` enters.
 * @module
 */

import { Layer } from "../layer.ts";
import { Undecoded } from "../undecoded.ts";

/** Gives the layer behind an IP protocol (IANA), `Undecoded.none` for those that end the walk. */
export function layerOfIpProtocol(proto: number): number {
  switch (proto) {
    case 4: // RFC 2003
      return Layer.ipv4;
    case 41: // RFC 4213
      return Layer.ipv6;
    case 47:
      return Layer.gre;
    case 97:
      return Layer.etherIp;
    case 103:
      return Layer.pimRegister;
    case 137: // RFC 4023
      return Layer.mpls;
    default:
      return Undecoded.none;
  }
}

/**
 * Gives the layer behind a UDP header, `Undecoded.none` for those that end the walk. Overlays hash
 * their flows into the source port, so the destination tells; the others answer from their port.
 */
export function layerOfUdpPorts(sport: number, dport: number): number {
  switch (dport) {
    case 4789:
      return Layer.vxlan;
    case 4790:
      return Layer.vxlanGpe;
    case 6081:
      return Layer.geneve;
    case 6635: // RFC 7510
      return Layer.mpls;
  }
  if (dport === 2152 || sport === 2152) return Layer.gtp;
  if (dport === 1701 || sport === 1701) return Layer.l2tp;
  return dport === 3544 || sport === 3544 ? Layer.teredo : Undecoded.none;
}
