import { deepEqual, equal, match } from "node:assert/strict";
import { openCapture } from "#lib/capture/open.ts";
import { GOLDEN_FOLDER, goldenNames } from "./golden_names.ts";
import { readRows, type Row } from "./read_rows.ts";
import { parseTshark, type TsharkRow } from "./tshark.ts";

for (const name of goldenNames()) {
  Deno.test(`openCapture() reads ${name} as tshark does`, async () => {
    await using source = await openCapture(GOLDEN_FOLDER + name);
    const rows = await readRows(source);
    const expected = parseTshark(Deno.readTextFileSync(`${GOLDEN_FOLDER}${name}.tsv`));
    deepEqual(rows.map(comparable), expected.map((row, i) => asRow(row, rows[i])));
    equal(source.damage, undefined);
    equal(source.stats.packets, expected.length);
    equal(source.stats.bytes, expected.reduce((sum, { len }) => sum + len, 0));
    equal(source.stats.inputBytes, Deno.statSync(GOLDEN_FOLDER + name).size);
  });
}

/** What both say; the link has tests of its own. */
function comparable({ ts, len, proto, src, dst, sport, dport }: Row): Partial<Row> {
  return { ts, len, proto, src, dst, sport, dport };
}

/** tshark's fields name no protocol for IPv6 without ports: those have a test of their own. */
function asRow(expected: TsharkRow, row: Row | undefined): Partial<Row> {
  const { ts, len, src, dst, sport, dport } = expected;
  const proto = expected.proto ?? row?.proto;
  return { ts, len, proto, src, dst, sport: sport ?? 0, dport: dport ?? 0 };
}

Deno.test("openCapture() finds the protocol behind IPv6 extension headers", async () => {
  await using source = await openCapture(`${GOLDEN_FOLDER}ipv6_extensions.pcap`);
  const rows = await readRows(source);
  deepEqual(rows.map(({ proto }) => proto), [6, 17, 58, 6, 17, 17, 59]);
});

Deno.test("openCapture() counts what captures say was dropped, each packet once", async () => {
  const dropped: Record<string, number> = {
    "pcapng_statistics.pcapng": 13,
    "pcapng_obsolete.pcapng": 3,
    "snoop_snapped.snoop": 2,
    "pcapng_little.pcapng": 0,
  };
  for (const [name, expected] of Object.entries(dropped)) {
    await using source = await openCapture(GOLDEN_FOLDER + name);
    await readRows(source);
    equal(source.stats.dropped, expected, name);
  }
});

const UNDECODED: Readonly<Record<string, readonly (readonly [string, number])[]>> = {
  "pcap_little_micro.pcap": [],
  "not_ip.pcap": [["not IP", 2]],
  "vlan.pcap": [["not IP", 1]],
  "ipv4_fragments.pcap": [["later fragment", 1]],
  "ipv6_extensions.pcap": [["later fragment", 1]],
  "user0.pcap": [["link type not read", 1]],
};

for (const [name, undecoded] of Object.entries(UNDECODED)) {
  Deno.test(`openCapture() counts by reason what it cannot read of ${name}`, async () => {
    await using source = await openCapture(GOLDEN_FOLDER + name);
    await readRows(source);
    deepEqual([...source.stats.undecoded], undecoded);
  });
}

/** Packet counts of the gzip files are capinfos'. */
const BROKEN: Readonly<Record<string, readonly [packets: number, damage: RegExp]>> = {
  "cut_in_file_header.pcap": [0, /at byte 0, packet 1: the input ends after 20 of 24 bytes/],
  "cut_in_record_header.pcap": [1, /at byte 94, packet 2: the input ends after 15 of 16 bytes/],
  "cut_in_packet.pcap": [5, /at byte 410, packet 6: the input ends after 93 of 94 bytes/],
  "captured_too_long.pcap": [1, /packet 2: it claims 262145 captured bytes, more than 262144/],
  "cut_in_block.pcapng": [1, /packet 2: the input ends after 84 of 88 bytes/],
  "lengths_differ.pcapng": [1, /block length is 24 at the front and 28 at the end/],
  "length_odd.pcapng": [1, /block length 23 is no multiple of 4/],
  "length_short.pcapng": [1, /block length 8 is no multiple of 4 from 12/],
  "length_long.pcapng": [1, /block length 16777220 .* to 16777216/],
  "no_interface.pcapng": [1, /interface 1 has no description/],
  "captured_beyond_block.pcapng": [1, /claims 57 captured bytes, more than 56/],
  "packet_block_short.pcapng": [1, /packet block is too short/],
  "byte_order_unknown.pcapng": [1, /no byte order magic/],
  "version_2.pcapng": [1, /version 2, expected 1/],
  "resolution_decimal.pcapng": [1, /time resolution is too fine \(if_tsresol 20\)/],
  "resolution_binary.pcapng": [1, /time resolution is too fine \(if_tsresol 192\)/],
  "option_long.pcapng": [1, /option 2 is longer than the block/],
  "cut.pcap.gz": [1170, /\(decompressed\) .* the gzip stream is cut short/],
  "cut.pcap.zst": [899, /\(decompressed\) .* the zstd stream is cut short/],
  "captured_too_long.snoop": [1, /record length 80 is too short for 57 captured bytes/],
  "record_too_long.snoop": [1, /claims 2147483647 bytes, more than 262144/],
  "no_checksum.pcap.gz": [1200, /the gzip stream is cut short; 1200 whole packets were read/],
  "wrong_checksum.pcap.gz": [1200, /the gzip stream is broken \(incorrect data check\)/],
  "no_checksum.pcap.zst": [1200, /the zstd stream is cut short; 1200 whole packets were read/],
  "wrong_checksum.pcap.zst": [1200, /the zstd stream is broken \(a wrong checksum\)/],
};

for (const [name, [packets, damage]] of Object.entries(BROKEN)) {
  Deno.test(`openCapture() gives the good part of broken/${name} and says where it broke`, async () => {
    await using source = await openCapture(`${GOLDEN_FOLDER}broken/${name}`);
    const rows = await readRows(source);
    equal(rows.length, packets);
    equal(source.stats.packets, rows.length);
    match(source.damage ?? "", damage);
    match(
      source.damage ?? "",
      /^"[^"]+" (\(decompressed\) )?is damaged at byte \d+, packet \d+: [^.]+$/,
    );
  });
}

Deno.test("every broken golden has its expectation", () => {
  const names = [...Deno.readDirSync(`${GOLDEN_FOLDER}broken`)].map(({ name }) => name);
  deepEqual(names.sort(), Object.keys(BROKEN).sort());
});
