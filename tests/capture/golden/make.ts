/**
 * Makes the golden captures of this folder, one per quirk: whole ones, with what tshark says about
 * their packets beside them (`.tsv`, fields of `../tshark.ts`), and in `broken/` one per kind of
 * damage. Run from the repository root: `deno run -A tests/capture/golden/make.ts`; it needs tshark
 * on the path.
 * @module
 */

import { constants, gzipSync, zstdCompressSync } from "node:zlib";
import { askTshark } from "../tshark.ts";
import {
  bytes,
  echo,
  ethernet,
  extension,
  fragment6,
  ipv4,
  ipv6,
  tcp,
  udp,
} from "../packet_bytes.ts";
import { pcap, type PcapFields } from "../pcap_bytes.ts";
import { snoop } from "../snoop_bytes.ts";
import {
  dropOption,
  nameOption,
  offsetOption,
  PcapngBytes,
  resolutionOption,
} from "../pcapng_bytes.ts";

const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const SECONDS = 1_700_000_000;
const MICROS = BigInt(SECONDS) * 1_000_000n;

const tcp4 = ipv4({ proto: 6, payload: tcp(40000, 443) });
const udp4 = ipv4({ proto: 17, payload: udp(5353, 53) });
const icmp4 = ipv4({ proto: 1, payload: echo(8) });
const tcp6 = ipv6(6, tcp(40001, 443));
const udp6 = ipv6(17, udp(5354, 53));
const icmp6 = ipv6(58, echo(128));
const mixed = [
  ethernet(IPV4, tcp4),
  ethernet(IPV4, udp4),
  ethernet(IPV4, icmp4),
  ethernet(IPV6, tcp6),
  ethernet(IPV6, udp6),
  ethernet(IPV6, icmp6),
];
const arp = ethernet(0x0806, bytes(0, 1, 8, 0, 6, 4, 0, 1, new Uint8Array(20)));
const spanningTree = ethernet(38, bytes(0x42, 0x42, 3, new Uint8Array(35)));

/** A classic pcap of packets 1.25 s apart. */
function plain(packets: readonly Uint8Array[], fields: PcapFields = {}): Uint8Array {
  const unit = fields.resolution === "nano" ? 1_000_000_000 : 1_000_000;
  return pcap(
    fields,
    packets.map((data, i) => ({
      seconds: SECONDS + i + Math.floor(i / 4),
      // The last digit tells flooring from rounding where there are nanoseconds.
      fraction: (i % 4) * unit / 4 + 999,
      data,
    })),
  );
}

/** Linux cooked headers of version 1 and 2 before a packet. */
function cooked(type: number, payload: Uint8Array): Uint8Array {
  return bytes(0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, type >> 8, type & 0xff, payload);
}
function cooked2(type: number, payload: Uint8Array): Uint8Array {
  return bytes(
    type >> 8,
    type & 0xff,
    0,
    0,
    0,
    0,
    0,
    1,
    0,
    1,
    0,
    6,
    2,
    0,
    0,
    0,
    0,
    1,
    0,
    0,
    payload,
  );
}

const fragments = [
  ipv4({ proto: 17, payload: udp(1000, 2000, new Uint8Array(24)), moreFragments: 1 }),
  ipv4({ proto: 17, payload: new Uint8Array(16).fill(0x55), fragmentOffset: 4 }),
  ipv4({ proto: 6, payload: tcp(1001, 2001), moreFragments: 1 }),
];
const extended = [
  ipv6(0, extension(6, 0, tcp(1, 2))),
  ipv6(0, extension(60, 1, extension(17, 2, udp(3, 4)))),
  ipv6(43, bytes(58, 0, 4, 0, 0, 0, 0, 0, echo(128))),
  // Authentication header: length 4 counts 4 bytes each, less 2.
  ipv6(51, bytes(6, 4, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, new Uint8Array(12), tcp(5, 6))),
  ipv6(44, fragment6(17, 0, 1, udp(7, 8))),
  ipv6(44, fragment6(17, 2, 0, new Uint8Array(16).fill(0x55))),
  ipv6(59, new Uint8Array(8)),
];

const little = new PcapngBytes("little");
const big = new PcapngBytes("big");
const frame = ethernet(IPV4, tcp4);

function sections(writer: PcapngBytes): Uint8Array[] {
  return [
    writer.section(),
    writer.interface(1, [nameOption("eth0")]),
    ...mixed.map((data, i) => writer.enhanced({ time: MICROS + BigInt(i) * 700_001n, data })),
  ];
}

/** One interface per resolution, each with a packet half a unit before a whole second. */
function resolutions(): Uint8Array[] {
  const exact: readonly (readonly [resolution: number, time: bigint])[] = [
    [0, BigInt(SECONDS)],
    [3, MICROS / 1000n + 7n],
    [6, MICROS + 999_999n],
    [9, MICROS * 1000n + 1_999n],
    [10, MICROS * 10_000n + 19_999n],
    [0x80 | 10, BigInt(SECONDS) * 1024n + 1023n],
    [0x80 | 20, BigInt(SECONDS) * 2n ** 20n + 1n],
    [0x80 | 32, BigInt(SECONDS) * 2n ** 32n + 0xffff_ffffn],
  ];
  return [
    little.section(),
    ...exact.map(([resolution]) =>
      little.interface(1, [nameOption(`r${resolution}`), resolutionOption(resolution)])
    ),
    ...exact.map(([, time], id) => little.enhanced({ interface: id, time, data: frame })),
  ];
}

const WHOLE: Readonly<Record<string, Uint8Array>> = {
  "pcap_little_micro.pcap": plain(mixed),
  "pcap_big_micro.pcap": plain(mixed, { order: "big" }),
  "pcap_little_nano.pcap": plain(mixed, { resolution: "nano" }),
  "pcap_big_nano.pcap": plain(mixed, { order: "big", resolution: "nano" }),
  "pcap_empty.pcap": plain([]),
  "pcap_backwards.pcap": pcap({}, [
    { seconds: SECONDS + 9, fraction: 5, data: frame },
    { seconds: SECONDS, fraction: 999_999, data: frame },
    { seconds: 0xffff_ffff, fraction: 0, data: frame },
  ]),
  "pcap_snapped.pcap": pcap({}, [
    { seconds: SECONDS, fraction: 0, data: frame.subarray(0, 38), original: 1514 },
    { seconds: SECONDS, fraction: 1, data: ethernet(IPV6, tcp6).subarray(0, 58), original: 9000 },
  ]),
  "vlan.pcap": plain([
    ethernet(IPV4, tcp4, [[0x8100, 100]]),
    ethernet(IPV6, udp6, [[0x8100, 4094]]),
    ethernet(0x0806, arp.subarray(14), [[0x8100, 7]]),
  ]),
  "qinq.pcap": plain([
    ethernet(IPV4, udp4, [[0x88a8, 1], [0x8100, 2]]),
    ethernet(IPV6, tcp6, [[0x9100, 1], [0x8100, 2]]),
    ethernet(IPV4, tcp4, [[0x8100, 1], [0x8100, 2], [0x8100, 3]]),
  ]),
  "not_ip.pcap": plain([arp, spanningTree]),
  "ipv4_options.pcap": plain([
    ethernet(IPV4, ipv4({ proto: 6, payload: tcp(1, 2), options: [1, 1, 1, 0] })),
    ethernet(IPV4, ipv4({ proto: 17, payload: udp(3, 4), options: new Array(40).fill(1) })),
    ethernet(IPV4, ipv4({ proto: 89, payload: new Uint8Array(24) })),
    // Ethernet padding behind a short packet is no header.
    bytes(ethernet(IPV4, icmp4), new Uint8Array(18)),
  ]),
  "ipv4_fragments.pcap": plain(fragments.map((packet) => ethernet(IPV4, packet))),
  "ipv6_extensions.pcap": plain(extended.map((packet) => ethernet(IPV6, packet))),
  "raw_ip.pcap": plain([tcp4, udp6], { linkType: 101 }),
  "raw_ipv4.pcap": plain([tcp4], { linkType: 228 }),
  "raw_ipv6.pcap": plain([udp6], { linkType: 229 }),
  "null_little.pcap": plain([bytes(2, 0, 0, 0, tcp4), bytes(30, 0, 0, 0, udp6)], { linkType: 0 }),
  "null_big.pcap": plain([bytes(0, 0, 0, 2, tcp4), bytes(0, 0, 0, 24, udp6)], {
    order: "big",
    linkType: 0,
  }),
  "loop.pcap": plain([bytes(0, 0, 0, 2, udp4), bytes(0, 0, 0, 28, tcp6)], { linkType: 108 }),
  "cooked.pcap": plain([
    cooked(IPV4, tcp4),
    cooked(IPV6, udp6),
    cooked(0x8100, bytes(0, 5, 8, 0, udp4)),
  ], {
    linkType: 113,
  }),
  "cooked2.pcap": plain([cooked2(IPV4, udp4), cooked2(IPV6, tcp6)], { linkType: 276 }),
  "user0.pcap": plain([Uint8Array.of(1, 2, 3)], { linkType: 147 }),
  "pcapng_little.pcapng": bytes(...sections(little)),
  "pcapng_big.pcapng": bytes(...sections(big)),
  "pcapng_sections.pcapng": bytes(
    ...sections(big),
    ...sections(little),
    little.section(),
    little.interface(101),
    little.enhanced({ time: MICROS, data: udp4 }),
  ),
  "pcapng_interfaces.pcapng": bytes(
    little.section(),
    little.interface(1, [nameOption("eth\u0000\u001b0")]),
    little.interface(101),
    little.interface(0),
    little.enhanced({ interface: 1, time: MICROS, data: udp4 }),
    little.enhanced({ interface: 0, time: MICROS + 1n, data: frame }),
    little.enhanced({ interface: 2, time: MICROS + 2n, data: bytes(2, 0, 0, 0, tcp4) }),
  ),
  "pcapng_resolutions.pcapng": bytes(...resolutions()),
  "pcapng_offset.pcapng": bytes(
    little.section(),
    little.interface(1, [offsetOption(1_000_000_000n), nameOption("later")]),
    little.interface(1, [offsetOption(-5n), nameOption("earlier")]),
    little.enhanced({ interface: 0, time: 700_000_000_000_001n, data: frame }),
    little.enhanced({ interface: 1, time: MICROS, data: frame }),
  ),
  "pcapng_obsolete.pcapng": bytes(
    little.section(),
    little.interface(1),
    little.obsolete({ time: MICROS, data: frame, original: 1514 }),
  ),
  "pcapng_unknown_blocks.pcapng": bytes(
    little.section(),
    little.block(0x0bad_cafe, new Uint8Array(2000)),
    little.interface(1),
    little.block(4, new Uint8Array(4)),
    little.enhanced({ time: MICROS, data: frame }),
    little.block(5, new Uint8Array(12)),
    little.enhanced({ time: MICROS + 1n, data: frame }),
  ),
  "pcap_kuznetzov.pcap": plain(mixed, { variant: "kuznetzov", order: "big" }),
  "pcap_ixia.pcap": plain(mixed, { variant: "ixia" }),
  "pcap_version_2_2.pcap": pcap({ minor: 2 }, [
    { seconds: SECONDS, fraction: 7, data: frame.subarray(0, 50), original: 1514 },
    { seconds: SECONDS, fraction: 8, data: frame },
  ]),
  "snoop.snoop": snoop(mixed.map((data, i) => ({ seconds: SECONDS + i, micros: 7 * i, data }))),
  "snoop_snapped.snoop": snoop([
    { seconds: SECONDS, micros: 0, data: frame.subarray(0, 38), original: 1514, drops: 2 },
  ]),
  "pcapng_statistics.pcapng": bytes(
    little.section(),
    little.interface(1, [nameOption("eth0")]),
    little.enhanced({ time: MICROS, data: frame, options: [dropOption(4, 3n)] }),
    little.enhanced({
      time: MICROS + 1n,
      data: frame.subarray(0, 51),
      options: [dropOption(4, 2n)],
    }),
    little.statistics(0, [dropOption(5, 9n), dropOption(7, 4n)]),
  ),
  "frames.pcap.zst": inFrames(plain(mixed), 5),
  "members.pcap.gz": inMembers(plain(mixed), 7),
  "members.pcapng.gz": inMembers(bytes(...sections(big)), 3),
};

const start = bytes(
  little.section(),
  little.interface(1),
  little.enhanced({ time: MICROS, data: frame }),
);
const longBlock = little.block(0x0bad_cafe, new Uint8Array(16), 16 * 1024 * 1024 + 4);
const classic = plain(mixed);
const zipped = gzipSync(plain(new Array(200).fill(0).flatMap(() => mixed)));

const checked = new Uint8Array(
  zstdCompressSync(plain(new Array(200).fill(0).flatMap(() => mixed)), {
    params: { [constants.ZSTD_c_checksumFlag]: 1 },
  }),
);
const packed = inFrames(plain(new Array(200).fill(0).flatMap(() => mixed)), 4);

const BROKEN: Readonly<Record<string, Uint8Array>> = {
  "cut_in_file_header.pcap": classic.subarray(0, 20),
  "cut_in_record_header.pcap": classic.subarray(0, 24 + 16 + 54 + 15),
  "cut_in_packet.pcap": classic.subarray(0, classic.length - 1),
  "cut.pcap.zst": packed.subarray(0, packed.length - 1),
  "captured_too_long.snoop": snoop([
    { seconds: SECONDS, micros: 0, data: frame },
    { seconds: SECONDS, micros: 0, data: frame, captured: 57 },
  ]),
  "record_too_long.snoop": snoop([
    { seconds: SECONDS, micros: 0, data: frame },
    { seconds: SECONDS, micros: 0, data: frame, length: 0x7fff_ffff },
  ]),
  "captured_too_long.pcap": pcap({}, [
    { seconds: SECONDS, fraction: 0, data: frame },
    { seconds: SECONDS, fraction: 1, data: frame, captured: 262_145 },
  ]),
  "cut_in_block.pcapng": bytes(start, start).subarray(0, 2 * start.length - 4),
  "lengths_differ.pcapng": bytes(start, little.block(5, new Uint8Array(12), 24, 28)),
  "length_odd.pcapng": bytes(start, little.block(5, new Uint8Array(11), 23)),
  "length_short.pcapng": bytes(start, little.block(5, new Uint8Array(0), 8)),
  "length_long.pcapng": bytes(start, longBlock),
  "no_interface.pcapng": bytes(start, little.enhanced({ interface: 1, time: MICROS, data: frame })),
  "captured_beyond_block.pcapng": bytes(
    start,
    little.enhanced({ time: MICROS, data: frame, captured: 57 }),
  ),
  "packet_block_short.pcapng": bytes(start, little.block(6, new Uint8Array(16))),
  "byte_order_unknown.pcapng": bytes(start, little.section(0x1a2b_3c4e)),
  "version_2.pcapng": bytes(start, little.section(undefined, 2)),
  "resolution_decimal.pcapng": bytes(start, little.interface(1, [resolutionOption(20)])),
  "resolution_binary.pcapng": bytes(start, little.interface(1, [resolutionOption(0x80 | 64)])),
  "option_long.pcapng": bytes(start, little.block(1, bytes(1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 9, 0))),
  "cut.pcap.gz": zipped.subarray(0, zipped.length - 100),
  "no_checksum.pcap.gz": zipped.subarray(0, zipped.length - 8),
  "wrong_checksum.pcap.gz": flipped(zipped, zipped.length - 5),
  "no_checksum.pcap.zst": checked.subarray(0, checked.length - 4),
  "wrong_checksum.pcap.zst": flipped(checked, checked.length - 1),
};

function flipped(whole: Uint8Array, at: number): Uint8Array {
  const changed = Uint8Array.from(whole);
  changed[at] ^= 0xff;
  return changed;
}

/** Cuts bytes into gzip members, the way `cat a.gz b.gz` does. */
function inMembers(whole: Uint8Array, count: number): Uint8Array {
  return bytes(...inParts(whole, count).map((part) => gzipSync(part)));
}

function inFrames(whole: Uint8Array, count: number): Uint8Array {
  const skippable = bytes(0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3);
  const frames = inParts(whole, count).map((part) => zstdCompressSync(part));
  return bytes(frames[0], skippable, ...frames.slice(1));
}

function inParts(whole: Uint8Array, count: number): Uint8Array[] {
  const size = Math.ceil(whole.length / count);
  return Array.from({ length: count }, (_, i) => whole.subarray(i * size, (i + 1) * size));
}

const folder = new URL(".", import.meta.url).pathname;
for (const [name, data] of Object.entries(WHOLE)) {
  Deno.writeFileSync(folder + name, data);
  Deno.writeTextFileSync(`${folder}${name}.tsv`, await askTshark(folder + name));
}
Deno.mkdirSync(`${folder}broken`, { recursive: true });
for (const [name, data] of Object.entries(BROKEN)) {
  Deno.writeFileSync(`${folder}broken/${name}`, data);
}
