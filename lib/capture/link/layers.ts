/**
 * The layers that are read: one explicit map from a layer's number to its decoder.
 * @module
 */

import type { Decoder } from "./decoder.ts";
import { decodeEthernet } from "./ethernet.ts";
import { decodeVlan } from "./ethertype.ts";
import { decodeIpv4 } from "./ipv4.ts";
import { decodeIpv6 } from "./ipv6.ts";
import { Layer } from "./layer.ts";
import { decodeRawIp } from "./raw_ip.ts";

const DECODERS: Readonly<Record<keyof typeof Layer, Decoder>> = {
  ethernet: decodeEthernet,
  vlan: decodeVlan,
  ipv4: decodeIpv4,
  ipv6: decodeIpv6,
  rawIp: decodeRawIp,
};

/** Decoders by the layer's number without its sign; there is no layer 0. */
export const LAYER_DECODERS: readonly Decoder[] = (() => {
  const table: Decoder[] = [decodeRawIp];
  for (const name of Object.keys(DECODERS) as (keyof typeof Layer)[]) {
    table[-Layer[name]] = DECODERS[name];
  }
  return table;
})();
