/**
 * One packet of each tunnel, written from its definition: IPv4 from 10.0.0.1 outside, IPv6 within.
 * @module
 */

import { bytes, ethernet, fragment6, ipv4, ipv6, tcp, u16, udp } from "../packet_bytes.ts";

/** A packet of raw IP and what is to be read of it. */
export interface TunnelSample {
  readonly name: string;
  readonly packet: Uint8Array;
  /** As {@link "./decode.ts".summary} writes it. */
  readonly outer: string;
  readonly inner: string;
}

const ip6 = ipv6(17, udp(5, 6));
const frame = ethernet(0x86dd, ip6);
const arp = ethernet(0x0806, new Uint8Array(28));
const zeros = (count: number) => new Uint8Array(count);
const INNER = "17 20010db8000000000000000000000001:5 > 20010db8000000000000000000000002:6";
const label = bytes(0, 1, 1, 64);

function inIp(name: string, proto: number, payload: Uint8Array, inner = INNER): TunnelSample {
  const packet = ipv4({ proto, payload });
  return { name, packet, outer: `${proto} 10.0.0.1:0 > 192.168.1.2:0`, inner };
}

function inUdp(name: string, dport: number, payload: Uint8Array, inner = INNER): TunnelSample {
  const packet = ipv4({ proto: 17, payload: udp(1111, dport, payload) });
  return { name, packet, outer: `17 10.0.0.1:1111 > 192.168.1.2:${dport}`, inner };
}

function gre(type: number, payload: Uint8Array, flags = 0, optional = 0): Uint8Array {
  return bytes(u16(flags), u16(type), zeros(optional), payload);
}

const TEN = "10.0.0.1:0 > 192.168.1.2:0";
const gtp = (flags: number, fields: Uint8Array, payload: Uint8Array) =>
  bytes(flags, 0xff, u16(fields.length + payload.length), 0, 0, 0, 1, fields, payload);

/** The samples. */
export const TUNNEL_SAMPLES: readonly TunnelSample[] = [
  inIp("IPv6 in IPv4", 41, ip6),
  inIp("IPv4 in IPv4", 4, ipv4({ proto: 6, payload: tcp(3, 4) }), "6 10.0.0.1:3 > 192.168.1.2:4"),
  {
    name: "IPv4 in IPv6",
    packet: ipv6(4, ipv4({ proto: 6, payload: tcp(3, 4) })),
    outer: "4 20010db8000000000000000000000001:0 > 20010db8000000000000000000000002:0",
    inner: "6 10.0.0.1:3 > 192.168.1.2:4",
  },
  inIp("GRE", 47, gre(0x86dd, ip6)),
  inIp("GRE with checksum, key and sequence number", 47, gre(0x86dd, ip6, 0xb000, 12)),
  inIp("GRE with Ethernet", 47, gre(0x6558, frame)),
  inIp("GRE with MPLS", 47, gre(0x8847, bytes(label, ip6))),
  inIp(
    "GRE with TrustSec's type in front",
    47,
    gre(0x8909, bytes(0x86, 0xdd, 1, 1, 0, 1, 0, 0, ip6)),
  ),
  inIp(
    "GRE with source routes",
    47,
    gre(0x86dd, ip6, 0x4000, 4),
    `47 ${TEN} (no IP inside the tunnel)`,
  ),
  inIp("GRE, keepalive", 47, gre(0, zeros(0)), `47 ${TEN} (no IP inside the tunnel)`),
  inIp("GRE, cut", 47, bytes(0x20, 0, 8, 0), `47 ${TEN} (headers cut short)`),
  inIp("GRE of PPTP", 47, gre(0x880b, bytes(0xff, 3, 0, 0x57, ip6), 0x3081, 12)),
  inIp("GRE of PPTP, an acknowledgement", 47, gre(0x880b, zeros(0), 0x2081, 8), `47 ${TEN}`),
  inIp(
    "GRE of PPTP, encrypted",
    47,
    gre(0x880b, bytes(0, 0xfd, zeros(9)), 0x3001, 8),
    `47 ${TEN} (encrypted or compressed)`,
  ),
  inIp(
    "GRE of WCCP",
    47,
    gre(0x883e, ipv4({ proto: 6, payload: tcp(3, 4) })),
    "6 10.0.0.1:3 > 192.168.1.2:4",
  ),
  inIp(
    "GRE of WCCP, version 2",
    47,
    gre(0x883e, bytes(0, 0, 0, 0, ipv4({ proto: 6, payload: tcp(3, 4) }))),
    "6 10.0.0.1:3 > 192.168.1.2:4",
  ),
  inIp(
    "GRE of Aruba",
    47,
    gre(0x8240, bytes(0x08, 2, zeros(22), 0xaa, 0xaa, 3, 0, 0, 0, 0x86, 0xdd, ip6)),
  ),
  inIp("ERSPAN I", 47, gre(0x88be, frame)),
  inIp("ERSPAN II", 47, gre(0x88be, bytes(0x10, zeros(7), frame), 0x1000, 4)),
  inIp("ERSPAN III", 47, gre(0x22eb, bytes(0x20, zeros(11), frame), 0x1000, 4)),
  inIp(
    "ERSPAN III with a subheader",
    47,
    gre(0x22eb, bytes(0x20, zeros(10), 1, zeros(8), frame), 0x1000, 4),
  ),
  inIp("ERSPAN III with IP", 47, gre(0x22eb, bytes(0x20, zeros(9), 2 << 2, 0, ip6), 0x1000, 4)),
  inIp("EtherIP", 97, bytes(0x30, 0, frame)),
  inIp("MPLS in IP", 137, bytes(label, ip6)),
  inIp("PIM register", 103, bytes(0x21, zeros(7), ip6)),
  inIp("PIM hello", 103, bytes(0x20, zeros(20)), `103 ${TEN}`),
  inUdp("VXLAN", 4789, bytes(8, zeros(7), frame)),
  inUdp(
    "VXLAN with ARP",
    4789,
    bytes(8, zeros(7), arp),
    "17 10.0.0.1:1111 > 192.168.1.2:4789 (no IP inside the tunnel)",
  ),
  inUdp(
    "VXLAN's port without its flag",
    4789,
    bytes(zeros(8), frame),
    "17 10.0.0.1:1111 > 192.168.1.2:4789",
  ),
  inUdp("VXLAN-GPE", 4790, bytes(0x0c, 0, 0, 2, zeros(4), ip6)),
  inUdp("Geneve with options", 6081, bytes(2, 0, 0x65, 0x58, zeros(4), zeros(8), frame)),
  inUdp("Geneve with IP", 6081, bytes(0, 0, 0x86, 0xdd, zeros(4), ip6)),
  inUdp("GTP-U", 2152, gtp(0x30, zeros(0), ip6)),
  inUdp("GTP-U with a sequence number", 2152, gtp(0x32, zeros(4), ip6)),
  inUdp(
    "GTP-U with extension headers",
    2152,
    gtp(0x34, bytes(0, 0, 0, 0x85, 1, 0, 9, 0x85, 2, zeros(6), 0), ip6),
  ),
  inUdp(
    "GTP-U, an extension header of no length",
    2152,
    gtp(0x34, bytes(0, 0, 0, 0x85, 0, 0, 9, 0x85), ip6),
    "17 10.0.0.1:1111 > 192.168.1.2:2152 (no IP inside the tunnel)",
  ),
  inUdp("GTP-U, echo", 2152, bytes(0x32, 1, 0, 4, zeros(8)), "17 10.0.0.1:1111 > 192.168.1.2:2152"),
  inUdp("MPLS in UDP", 6635, bytes(label, ip6)),
  inUdp("Teredo", 3544, ip6),
  inUdp("Teredo with authentication and origin", 3544, bytes(0, 1, 0, 0, zeros(9), zeros(8), ip6)),
  inUdp("L2TP", 1701, bytes(0, 2, 0, 1, 0, 1, 0xff, 3, 0, 0x57, ip6)),
  inUdp(
    "L2TP with length, sequence and offset",
    1701,
    bytes(0x4a, 2, 0, 0, 0, 1, 0, 1, zeros(4), 0, 2, 0, 0, 0, 0x57, ip6),
  ),
  inUdp("L2TP, control", 1701, bytes(0xc8, 2, zeros(10)), "17 10.0.0.1:1111 > 192.168.1.2:1701"),
  inUdp(
    "a tunnel in a tunnel",
    4789,
    bytes(8, zeros(7), ethernet(0x0800, ipv4({ proto: 47, payload: gre(0x86dd, ip6) }))),
  ),
  inIp(
    "a later fragment in a tunnel",
    41,
    ipv6(44, fragment6(17, 3, 0, udp(5, 6))),
    "17 20010db8000000000000000000000001:0 > 20010db8000000000000000000000002:0 (later fragment)",
  ),
  inIp(
    "a malformed packet in a tunnel",
    41,
    ipv4({ proto: 6, payload: tcp(1, 2) }),
    `41 ${TEN} (malformed IP header)`,
  ),
];
