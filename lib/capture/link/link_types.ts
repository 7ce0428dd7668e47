/**
 * The link types that are read: one explicit map from the number in the capture to its decoder.
 * Numbers are LINKTYPE_ values (https://www.tcpdump.org/linktypes.html).
 * @module
 */

import type { Decoder } from "./decoder.ts";
import { decodeEthernet } from "./ethernet.ts";
import { decodeIpv4 } from "./ipv4.ts";
import { decodeIpv6 } from "./ipv6.ts";
import { decodeLinuxCooked, decodeLinuxCooked2 } from "./linux_cooked.ts";
import { decodeLoopback } from "./loopback.ts";
import { decodeRawIp } from "./raw_ip.ts";
import { Undecoded } from "./undecoded.ts";

const DECODERS: ReadonlyMap<number, Decoder> = new Map<number, Decoder>([
  [0, decodeLoopback], // NULL
  [1, decodeEthernet],
  [12, decodeRawIp], // DLT_RAW as most systems wrote it into files
  [14, decodeRawIp], // DLT_RAW of OpenBSD
  [101, decodeRawIp], // RAW
  [108, decodeLoopback], // LOOP
  [113, decodeLinuxCooked], // LINUX_SLL
  [228, decodeIpv4],
  [229, decodeIpv6],
  [276, decodeLinuxCooked2], // LINUX_SLL2
]);

/** Gives the decoder of a link type; for others one that reads nothing. */
export function linkDecoder(linkType: number): Decoder {
  return DECODERS.get(linkType) ?? decodeUnread;
}

function decodeUnread(): number {
  return Undecoded.linkType;
}
