/**
 * The layers that are read: one explicit map from a layer's number to its decoder.
 * @module
 */

import type { Decoder } from "./decoder.ts";
import { decodeEthernet } from "./ethernet.ts";
import { decodeFabricPath, decodeMacInMac, decodeTrustSec, decodeVlan } from "./ethernet_tags.ts";
import { decodeIpv4 } from "./ipv4.ts";
import { decodeIpv6 } from "./ipv6.ts";
import { Layer } from "./layer.ts";
import { decodeLlc } from "./llc.ts";
import { decodeMpls } from "./mpls.ts";
import { decodePpp } from "./ppp.ts";
import { decodePppoe } from "./pppoe.ts";
import { decodeRawIp } from "./raw_ip.ts";
import { decodeErspan2, decodeErspan3 } from "./tunnel/erspan.ts";
import { decodeEtherIp } from "./tunnel/ether_ip.ts";
import { decodeGeneve } from "./tunnel/geneve.ts";
import { decodeGre } from "./tunnel/gre.ts";
import { decodeGtp } from "./tunnel/gtp.ts";
import { decodeL2tp } from "./tunnel/l2tp.ts";
import { decodePimRegister } from "./tunnel/pim_register.ts";
import { decodeTeredo } from "./tunnel/teredo.ts";
import { decodeVxlan, decodeVxlanGpe } from "./tunnel/vxlan.ts";
import { decodeWifi } from "./wifi.ts";

const DECODERS: Readonly<Record<keyof typeof Layer, Decoder>> = {
  ethernet: decodeEthernet,
  vlan: decodeVlan,
  ipv4: decodeIpv4,
  ipv6: decodeIpv6,
  rawIp: decodeRawIp,
  llc: decodeLlc,
  mpls: decodeMpls,
  pppoe: decodePppoe,
  ppp: decodePpp,
  macInMac: decodeMacInMac,
  fabricPath: decodeFabricPath,
  trustSec: decodeTrustSec,
  wifi: decodeWifi,
  gre: decodeGre,
  erspan2: decodeErspan2,
  erspan3: decodeErspan3,
  etherIp: decodeEtherIp,
  pimRegister: decodePimRegister,
  vxlan: decodeVxlan,
  vxlanGpe: decodeVxlanGpe,
  geneve: decodeGeneve,
  gtp: decodeGtp,
  teredo: decodeTeredo,
  l2tp: decodeL2tp,
};

/** Decoders by the layer's number without its sign; there is no layer 0. */
export const LAYER_DECODERS: readonly Decoder[] = (() => {
  const table: Decoder[] = [decodeRawIp];
  for (const name of Object.keys(DECODERS) as (keyof typeof Layer)[]) {
    table[-Layer[name]] = DECODERS[name];
  }
  return table;
})();
