/**
 * One packet of each link layer and of what lies between it and IP, written from their definitions.
 * @module
 */

import { bytes, ethernet, ipv4, ipv6, tcp, u16, udp } from "../packet_bytes.ts";

/** A packet and what is to be read of it. */
export interface LinkSample {
  readonly name: string;
  readonly linkType: number;
  readonly packet: Uint8Array;
  /** As {@link "./decode.ts".summary} writes it. @default {@link TCP_LINE} */
  readonly expected?: string;
}

/** What lies in most samples, and how it reads. */
export const TCP_PACKET: Uint8Array = ipv4({ proto: 6, payload: tcp(40000, 443) });
/** The line of {@link TCP_PACKET}. */
export const TCP_LINE = "6 10.0.0.1:40000 > 192.168.1.2:443";

const ip = TCP_PACKET;
const snap = (type: number) => bytes(0xaa, 0xaa, 3, 0, 0, 0, u16(type));
const label = (value: number, isBottom: 0 | 1) =>
  bytes(value >> 12, value >> 4 & 0xff, (value & 0xf) << 4 | isBottom, 64);
const wifi = (control: number, flags: number, body: Uint8Array) =>
  bytes(control, flags, new Uint8Array(22), body);
const zeros = (count: number) => new Uint8Array(count);
const frame = ethernet(0x0800, ip);
const NOT_IP = "255 (not IP)";

/** The samples. */
export const LINK_SAMPLES: readonly LinkSample[] = [
  { name: "Ethernet", linkType: 1, packet: frame },
  {
    name: "Ethernet, 802.1ad around 802.1Q",
    linkType: 1,
    packet: ethernet(0x0800, ip, [[0x88a8, 1], [0x8100, 2]]),
  },
  { name: "Ethernet, ARP", linkType: 1, packet: ethernet(0x0806, zeros(28)), expected: NOT_IP },
  {
    name: "Ethernet, MACsec",
    linkType: 1,
    packet: ethernet(0x88e5, zeros(40)),
    expected: "255 (encrypted or compressed)",
  },
  {
    name: "802.3 with LLC and SNAP",
    linkType: 1,
    packet: ethernet(8 + ip.length, bytes(snap(0x0800), ip)),
  },
  {
    name: "802.3 with SNAP behind a VLAN tag",
    linkType: 1,
    packet: ethernet(8 + ip.length, bytes(snap(0x0800), ip), [[0x8100, 3]]),
  },
  {
    name: "802.3 with LLC's own number of IP",
    linkType: 1,
    packet: ethernet(3 + ip.length, bytes(6, 6, 3, ip)),
  },
  {
    name: "802.3, spanning tree",
    linkType: 1,
    packet: ethernet(38, bytes(0x42, 0x42, 3, zeros(35))),
    expected: NOT_IP,
  },
  {
    name: "802.3, SNAP cut by the length",
    linkType: 1,
    packet: ethernet(5, bytes(snap(0x0800), ip)),
    expected: "255 (headers cut short)",
  },
  {
    name: "802.3, SNAP of Cisco",
    linkType: 1,
    packet: ethernet(60, bytes(0xaa, 0xaa, 3, 0, 0, 12, 0x20, 0, ip)),
    expected: NOT_IP,
  },
  {
    name: "a type between lengths and types",
    linkType: 1,
    packet: ethernet(1510, ip),
    expected: NOT_IP,
  },
  {
    name: "802.1ah, a frame in a frame",
    linkType: 1,
    packet: ethernet(0x88e7, bytes(0, 0, 1, 2, frame)),
  },
  { name: "FabricPath", linkType: 1, packet: ethernet(0x8903, bytes(0, 0, frame)) },
  { name: "TrustSec", linkType: 1, packet: ethernet(0x8909, bytes(1, 1, 0, 1, 0, 9, 8, 0, ip)) },
  {
    name: "MPLS, two labels",
    linkType: 1,
    packet: ethernet(0x8847, bytes(label(1000, 0), label(16, 1), ip)),
  },
  {
    name: "MPLS multicast, IPv6",
    linkType: 1,
    packet: ethernet(0x8848, bytes(label(16, 1), ipv6(17, udp(5, 6)))),
    expected: "17 20010db8000000000000000000000001:5 > 20010db8000000000000000000000002:6",
  },
  {
    name: "MPLS, Ethernet pseudowire with control word",
    linkType: 1,
    packet: ethernet(0x8847, bytes(label(16, 1), zeros(4), frame)),
  },
  {
    name: "MPLS, Ethernet pseudowire without",
    linkType: 1,
    packet: ethernet(0x8847, bytes(label(16, 1), zeros(6), frame.subarray(6))),
  },
  {
    name: "MPLS without an end",
    linkType: 1,
    packet: ethernet(0x8847, bytes(label(16, 0), label(17, 0))),
    expected: "255 (headers cut short)",
  },
  {
    name: "PPPoE session",
    linkType: 1,
    packet: ethernet(0x8864, bytes(0x11, 0, 0, 7, u16(2 + ip.length), 0, 0x21, ip)),
  },
  {
    name: "PPPoE session, LCP",
    linkType: 1,
    packet: ethernet(0x8864, bytes(0x11, 0, 0, 7, 0, 10, 0xc0, 0x21, zeros(8))),
    expected: NOT_IP,
  },
  {
    name: "PPPoE discovery",
    linkType: 1,
    packet: ethernet(0x8863, bytes(0x11, 9, 0, 0, 0, 4, zeros(4))),
    expected: NOT_IP,
  },
  { name: "loopback, little-endian", linkType: 0, packet: bytes(2, 0, 0, 0, ip) },
  { name: "loopback, big-endian", linkType: 108, packet: bytes(0, 0, 0, 2, ip) },
  { name: "PPP", linkType: 9, packet: bytes(0, 0x21, ip) },
  { name: "PPP, protocol in one byte", linkType: 9, packet: bytes(0x21, ip) },
  { name: "PPP, HDLC-like framing", linkType: 50, packet: bytes(0xff, 3, 0, 0x21, ip) },
  {
    name: "PPP, compressed",
    linkType: 9,
    packet: bytes(0, 0xfd, zeros(20)),
    expected: "255 (encrypted or compressed)",
  },
  { name: "Cisco HDLC under PPP's number", linkType: 50, packet: bytes(0x0f, 0, 8, 0, ip) },
  { name: "Cisco HDLC", linkType: 104, packet: bytes(0x8f, 0, 8, 0, ip) },
  {
    name: "Cisco HDLC, keepalive",
    linkType: 104,
    packet: bytes(0x8f, 0, 0x80, 0x35, zeros(18)),
    expected: NOT_IP,
  },
  {
    name: "PPPoE without Ethernet",
    linkType: 51,
    packet: bytes(0x11, 0, 0, 7, u16(2 + ip.length), 0, 0x21, ip),
  },
  { name: "PPP with a direction for the address", linkType: 166, packet: bytes(1, 3, 0, 0x21, ip) },
  { name: "PPP behind a direction", linkType: 204, packet: bytes(0, 0xff, 3, 0, 0x21, ip) },
  { name: "frame relay", linkType: 107, packet: bytes(0x18, 0x41, 3, 0xcc, ip) },
  {
    name: "frame relay, SNAP",
    linkType: 107,
    packet: bytes(0x18, 0x41, 3, 0, 0x80, 0, 0, 0, 8, 0, ip),
  },
  { name: "frame relay of Cisco", linkType: 107, packet: bytes(0x18, 0x41, 8, 0, ip) },
  { name: "FDDI", linkType: 10, packet: bytes(0x50, zeros(12), snap(0x0800), ip) },
  { name: "802.11, data", linkType: 105, packet: wifi(0x08, 1, bytes(snap(0x0800), ip)) },
  {
    name: "802.11, four addresses, quality of service",
    linkType: 105,
    packet: wifi(0x88, 3, bytes(zeros(8), snap(0x0800), ip)),
  },
  {
    name: "802.11, high throughput",
    linkType: 105,
    packet: wifi(0x88, 0x81, bytes(zeros(6), snap(0x0800), ip)),
  },
  {
    name: "802.11, aggregate",
    linkType: 105,
    packet: wifi(0x88, 2, bytes(0x80, 0, zeros(12), u16(8 + ip.length), snap(0x0800), ip)),
  },
  {
    name: "802.11, encrypted",
    linkType: 105,
    packet: wifi(0x08, 0x41, zeros(60)),
    expected: "255 (encrypted or compressed)",
  },
  { name: "802.11, beacon", linkType: 105, packet: wifi(0x80, 0, zeros(60)), expected: NOT_IP },
  { name: "802.11, no data", linkType: 105, packet: wifi(0x48, 1, zeros(0)), expected: NOT_IP },
  {
    name: "802.11 behind radiotap",
    linkType: 127,
    packet: bytes(0, 0, 13, 0, zeros(9), wifi(0x08, 1, bytes(snap(0x0800), ip))),
  },
  {
    name: "802.11 behind Prism's header",
    linkType: 119,
    packet: bytes(0, 0, 0, 0x44, zeros(140), wifi(0x08, 1, bytes(snap(0x0800), ip))),
  },
  {
    name: "802.11 behind AVS' header",
    linkType: 163,
    packet: bytes(
      0x80,
      0x21,
      0x10,
      1,
      0,
      0,
      0,
      64,
      zeros(56),
      wifi(0x08, 1, bytes(snap(0x0800), ip)),
    ),
  },
  {
    name: "AVS' header under Prism's number",
    linkType: 119,
    packet: bytes(
      0x80,
      0x21,
      0x10,
      1,
      0,
      0,
      0,
      64,
      zeros(56),
      wifi(0x08, 1, bytes(snap(0x0800), ip)),
    ),
  },
  {
    name: "802.11 behind PPI",
    linkType: 192,
    packet: bytes(0, 0, 12, 0, 105, 0, 0, 0, zeros(4), wifi(0x08, 1, bytes(snap(0x0800), ip))),
  },
  { name: "Ethernet behind PPI", linkType: 192, packet: bytes(0, 0, 8, 0, 1, 0, 0, 0, frame) },
  { name: "cooked", linkType: 113, packet: bytes(zeros(14), 8, 0, ip) },
  { name: "cooked, LLC", linkType: 113, packet: bytes(zeros(14), 0, 4, snap(0x0800), ip) },
  {
    name: "cooked, CAN",
    linkType: 113,
    packet: bytes(zeros(14), 0, 12, zeros(16)),
    expected: NOT_IP,
  },
  { name: "cooked, version 2", linkType: 276, packet: bytes(8, 0, zeros(18), ip) },
  {
    name: "nflog, little-endian",
    linkType: 239,
    packet: bytes(2, 0, 0, 0, 6, 0, 10, 0, 65, 0, 0, 0, u16(4 + ip.length).reverse(), 9, 0, ip),
  },
  {
    name: "nflog, big-endian",
    linkType: 239,
    packet: bytes(2, 0, 0, 0, 0, 6, 0, 10, 65, 0, 0, 0, u16(4 + ip.length), 0, 9, ip),
  },
  {
    name: "nflog without a packet",
    linkType: 239,
    packet: bytes(2, 0, 0, 0, 8, 0, 1, 0, zeros(4)),
    expected: NOT_IP,
  },
  { name: "pflog", linkType: 117, packet: bytes(61, 2, zeros(62), ip) },
  { name: "ENC", linkType: 109, packet: bytes(2, zeros(11), ip) },
  { name: "IPNET", linkType: 226, packet: bytes(1, 2, zeros(22), ip) },
  { name: "IP over InfiniBand", linkType: 242, packet: bytes(zeros(40), 8, 0, 0, 0, ip) },
  { name: "raw IP", linkType: 101, packet: ip },
  { name: "raw IPv4", linkType: 228, packet: ip },
  {
    name: "raw IPv6",
    linkType: 229,
    packet: ipv6(58, zeros(8)),
    expected: "58 20010db8000000000000000000000001:0 > 20010db8000000000000000000000002:0",
  },
  {
    name: "SCTP",
    linkType: 101,
    packet: ipv4({ proto: 132, payload: tcp(7, 8) }),
    expected: "132 10.0.0.1:7 > 192.168.1.2:8",
  },
  {
    name: "UDP-Lite",
    linkType: 101,
    packet: ipv4({ proto: 136, payload: udp(7, 8) }),
    expected: "136 10.0.0.1:7 > 192.168.1.2:8",
  },
  {
    name: "DCCP",
    linkType: 101,
    packet: ipv4({ proto: 33, payload: tcp(7, 8) }),
    expected: "33 10.0.0.1:7 > 192.168.1.2:8",
  },
  {
    name: "an authentication header in IPv4",
    linkType: 101,
    packet: ipv4({ proto: 51, payload: bytes(17, 4, zeros(22), udp(5, 6)) }),
    expected: "17 10.0.0.1:5 > 192.168.1.2:6",
  },
  {
    name: "a later fragment",
    linkType: 101,
    packet: ipv4({ proto: 17, payload: udp(5, 6), fragmentOffset: 3 }),
    expected: "17 10.0.0.1:0 > 192.168.1.2:0 (later fragment)",
  },
  {
    name: "a link type that is not read",
    linkType: 147,
    packet: frame,
    expected: "255 (link type not read)",
  },
];
