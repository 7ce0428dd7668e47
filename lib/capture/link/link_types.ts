/**
 * The link types that are read: one explicit map from the number in the capture to its decoder.
 * Numbers are LINKTYPE_ values (https://www.tcpdump.org/linktypes.html).
 * @module
 */

import type { Decoder } from "./decoder.ts";
import { decodeEthernet } from "./ethernet.ts";
import { decodeFrameRelay } from "./frame_relay.ts";
import { decodeIpoib } from "./ipoib.ts";
import { decodeIpv4 } from "./ipv4.ts";
import { decodeIpv6 } from "./ipv6.ts";
import { Layer } from "./layer.ts";
import { decodeLinuxCooked, decodeLinuxCooked2 } from "./linux_cooked.ts";
import { decodeLoopback } from "./loopback.ts";
import { decodeNflog } from "./nflog.ts";
import { decodePflog } from "./pflog.ts";
import { decodeCiscoHdlc, decodePppDirected, decodePppSerial } from "./ppp.ts";
import { decodePppoe } from "./pppoe.ts";
import { decodeRawIp } from "./raw_ip.ts";
import { Undecoded } from "./undecoded.ts";
import { decodeWifi } from "./wifi.ts";
import { decodeAvs, decodePpi, decodePrism, decodeRadiotap } from "./wifi_capture.ts";

const DECODERS: ReadonlyMap<number, Decoder> = new Map<number, Decoder>([
  [0, decodeLoopback], // NULL
  [1, decodeEthernet],
  [9, decodePppSerial], // PPP
  [10, behind(13, Layer.llc)], // FDDI: frame control, two addresses
  [12, decodeRawIp], // DLT_RAW as most systems wrote it into files
  [14, decodeRawIp], // DLT_RAW of OpenBSD
  [50, decodePppSerial], // PPP_HDLC
  [51, decodePppoe], // PPP_ETHER
  [101, decodeRawIp], // RAW
  [104, decodeCiscoHdlc], // C_HDLC
  [105, decodeWifi], // IEEE802_11
  [107, decodeFrameRelay], // FRELAY
  [108, decodeLoopback], // LOOP
  [109, behind(12, Layer.rawIp)], // ENC: family, security parameters, flags
  [113, decodeLinuxCooked], // LINUX_SLL
  [117, decodePflog],
  [119, decodePrism],
  [127, decodeRadiotap],
  [163, decodeAvs],
  [166, decodePppDirected], // PPP_PPPD
  [192, decodePpi],
  [204, decodePppDirected], // PPP_WITH_DIR
  [226, behind(24, Layer.rawIp)], // IPNET of Solaris
  [228, decodeIpv4],
  [229, decodeIpv6],
  [239, decodeNflog],
  [242, decodeIpoib],
  [276, decodeLinuxCooked2], // LINUX_SLL2
]);

/** Gives the decoder of a link type; for others one that reads nothing. */
export function linkDecoder(linkType: number): Decoder {
  return DECODERS.get(linkType) ?? decodeUnread;
}

function decodeUnread(): number {
  return Undecoded.linkType;
}

/** Makes a decoder of a header of one length that says nothing of what follows. */
function behind(headerBytes: number, layer: number): Decoder {
  return (_bytes, from, to, _batch, _row, walk) =>
    from + headerBytes > to ? Undecoded.cutShort : walk.next(layer, from + headerBytes, to);
}
