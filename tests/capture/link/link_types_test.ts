import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import type { TunnelView } from "#lib/capture/link/header_walk.ts";
import { Undecoded, UNDECODED_NAMES } from "#lib/capture/link/undecoded.ts";
import { bytes, ethernet, extension, ipv4, ipv6, tcp, udp } from "../packet_bytes.ts";
import { decode } from "./decode.ts";
import { LINK_SAMPLES } from "./link_layer_samples.ts";
import { TUNNEL_SAMPLES } from "./tunnel_samples.ts";

const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const LINK_TYPES = [...new Set(LINK_SAMPLES.map(({ linkType }) => linkType))];
/** TCP, UDP, DCCP, SCTP, UDP-Lite. */
const WITH_PORTS = [6, 17, 33, 132, 136];

Deno.test("every decoder reads nothing outside the packet and writes every column", () => {
  const samples = [
    { linkType: 1, packet: ethernet(IPV6, ipv6(0, extension(60, 1, extension(17, 0, udp(3, 4))))) },
    { linkType: 101, packet: ipv6(44, bytes(6, 0, 0, 0, 0, 0, 0, 1, tcp(7, 8))) },
    ...LINK_SAMPLES,
    ...TUNNEL_SAMPLES.map(({ packet }) => ({ linkType: 101, packet })),
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...samples),
      fc.option(fc.constantFrom(...LINK_TYPES)),
      fc.constantFrom<TunnelView>("outer", "inner"),
      fc.nat(),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }),
      (sample, otherType, tunnel, length, mutations) => {
        const linkType = otherType ?? sample.linkType;
        const packet = sample.packet.slice(0, length % (sample.packet.length + 1));
        for (const [at, value] of mutations) packet[at % (packet.length || 1)] = value;
        const one = decode(linkType, packet, tunnel, 0x00);
        deepEqual(one, decode(linkType, packet, tunnel, 0xff));
        const { proto, sport, dport, src } = one.row;
        if (!WITH_PORTS.includes(proto)) deepEqual([sport, dport], [0, 0]);
        // 255 may stand in an IP header too, where it stands for nothing.
        if (src === "") deepEqual([proto, one.reason !== ""], [255, true]);
      },
    ),
    { numRuns: 40_000, seed: 9 },
  );
});

Deno.test("a packet cut within its headers keeps what lies before the cut", () => {
  const whole = ethernet(IPV4, ipv4({ proto: 6, payload: tcp(40000, 443) }));
  const reasons = new Map<string, number[]>();
  for (let length = 0; length <= whole.length; length++) {
    const { row, reason } = decode(1, whole.subarray(0, length));
    const key = `${reason}|${row.proto}|${row.src}|${row.dport}`;
    reasons.set(key, [...(reasons.get(key) ?? []), length]);
  }
  deepEqual([...reasons].map(([key, lengths]) => [key, lengths[0]]), [
    ["headers cut short|255||0", 0],
    ["headers cut short|6|10.0.0.1|0", 34],
    ["|6|10.0.0.1|443", 38],
  ]);
});

Deno.test("bytes behind IPv4's total length are padding and no ports", () => {
  const short = ipv4({ proto: 17, payload: new Uint8Array([1, 2, 3, 4]), totalBytes: 20 });
  const { row, reason } = decode(101, short);
  deepEqual([row.proto, row.sport, row.dport, reason], [17, 0, 0, "headers cut short"]);
});

Deno.test("a total or payload length of 0 leaves the frame's end to count", () => {
  equal(decode(101, ipv4({ proto: 6, payload: tcp(1, 2), totalBytes: 0 })).row.dport, 2);
  equal(decode(101, ipv6(6, tcp(1, 2), 0)).row.dport, 2);
});

Deno.test("malformed IP headers are counted and carry no protocol", () => {
  const wrongVersion = Uint8Array.from(ipv4({ proto: 6, payload: tcp(1, 2) }));
  wrongVersion[0] = 0x55;
  const shortHeader = Uint8Array.from(wrongVersion);
  shortHeader[0] = 0x44;
  for (const packet of [wrongVersion, shortHeader, ipv6(6, tcp(1, 2)).fill(0x40, 0, 1)]) {
    const { row, reason } = decode(1, ethernet(packet[0] === 0x40 ? IPV6 : IPV4, packet));
    deepEqual([row.proto, reason], [255, "malformed IP header"]);
  }
});

Deno.test("a chain of extension headers that leaves the packet is cut short, not endless", () => {
  const chain = bytes(...new Array(5000).fill([0, 0, 1, 4, 0, 0, 0, 0]));
  const { row, reason } = decode(101, ipv6(0, chain, 0));
  deepEqual([row.proto, reason], [0, "headers cut short"]);
});

Deno.test("every reason has a name", () => {
  equal(UNDECODED_NAMES.length, Object.keys(Undecoded).length);
  ok(UNDECODED_NAMES.slice(1).every((name) => name.length > 0));
});
