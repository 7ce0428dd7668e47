import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { openCapture } from "#lib/capture/open.ts";
import { Undecoded, UNDECODED_NAMES } from "#lib/capture/link/undecoded.ts";
import { UserError } from "#lib/core/errors.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import { GOLDEN_FOLDER } from "./golden_names.ts";
import { bytes, ethernet, ipv4, tcp } from "./packet_bytes.ts";
import { pcap } from "./pcap_bytes.ts";
import { nameOption, offsetOption, PcapngBytes } from "./pcapng_bytes.ts";
import { openBytes, readRows } from "./read_rows.ts";

const ng = new PcapngBytes();
const frame = ethernet(0x0800, ipv4({ proto: 6, payload: tcp(1, 2) }));

async function linksOf(source: Awaited<ReturnType<typeof openCapture>>): Promise<string[]> {
  await using open = source;
  return (await readRows(open)).map(({ link }) => link);
}

function packet(id: number, time = 0n): Uint8Array {
  return ng.enhanced({ interface: id, time, data: frame });
}

function refusal(message: RegExp) {
  return (error: unknown) => {
    match(String(error), /^UserError: [^\n]+$/);
    match(String(error), message);
    return error instanceof UserError;
  };
}

Deno.test("openCapture() refuses a missing file", async () => {
  await rejects(
    openCapture("/no/such/file.pcap"),
    refusal(/"\/no\/such\/file.pcap".*no such file/),
  );
});

Deno.test("openCapture() refuses a directory", async () => {
  await rejects(openCapture(GOLDEN_FOLDER), refusal(/it is a directory, expected a capture file/));
});

Deno.test("openCapture() refuses an empty file, and an empty one in gzip", async () => {
  await rejects(
    openBytes(new Uint8Array(), 1),
    refusal(/standard input: it is empty; expected pcap/),
  );
  await rejects(openBytes(gzipSync(new Uint8Array())), refusal(/\(decompressed\): it is empty/));
});

Deno.test("openCapture() refuses what is no capture", async () => {
  const text = new TextEncoder().encode("time,bytes\n1,2\n3,4\n");
  await rejects(openBytes(text), refusal(/it is no capture; expected pcap, pcapng, snoop/));
  await rejects(openBytes(gzipSync(text)), refusal(/it is no capture/));
  await rejects(openBytes(text.subarray(0, 3)), refusal(/it is no capture/));
  await rejects(
    openBytes(Uint8Array.of(0x1f, 0x8b, 8, 0)),
    refusal(/the gzip stream is cut short/),
  );
  await rejects(openBytes(Uint8Array.of(0x1f, 0x8b, 8, 0xff, 1, 1)), refusal(/gzip stream is/));
});

const UNREAD: readonly (readonly [name: string, magic: number[]])[] = [
  ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]],
  // The head of a real ERF record: Ethernet, 72 bytes kept of 827.
  ["ERF", [0, 0x47, 0x2f, 0, 0x81, 0xd7, 0x48, 0x41, 2, 5, 0, 0x48, 0, 0, 3, 0x3b]],
];
for (const [name, magic] of UNREAD) {
  Deno.test(`openCapture() names ${name}, which it does not read`, async () => {
    await rejects(
      openBytes(bytes(magic, new Uint8Array(100))),
      refusal(new RegExp(`it is ${name}`)),
    );
  });
}

Deno.test("openCapture() refuses gzip within gzip", async () => {
  await rejects(
    openBytes(gzipSync(gzipSync(pcap({}, [])))),
    refusal(/it is gzip within another compression/),
  );
});

Deno.test("openCapture() tells formats by their magic and not by their name", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeFile(
    `${folder}/liar.pcapng.gz`,
    pcap({}, [{ seconds: 1, fraction: 0, data: frame }]),
  );
  deepEqual(await linksOf(await openCapture(`${folder}/liar.pcapng.gz`)), ["liar"]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("openCapture() names a link after the option, the interface or the file", async () => {
  const named = `${GOLDEN_FOLDER}pcapng_little.pcapng`;
  equal((await linksOf(await openCapture(named)))[0], "eth0");
  equal((await linksOf(await openCapture(named, { link: "uplink" })))[0], "uplink");
  equal((await linksOf(await openCapture(`${GOLDEN_FOLDER}members.pcap.gz`)))[0], "members");
  const stream = pcap({}, [{ seconds: 1, fraction: 0, data: frame }]);
  deepEqual(await linksOf(await openBytes(stream)), ["stdin"]);
});

Deno.test("openCapture() tells interfaces without names apart by their numbers", async () => {
  const path = `${GOLDEN_FOLDER}pcapng_interfaces.pcapng`;
  const expected = ["pcapng_interfaces:1", "eth0", "pcapng_interfaces:2"];
  deepEqual(await linksOf(await openCapture(path)), expected);
});

Deno.test("openCapture() takes the same interface in several sections for one link", async () => {
  const path = `${GOLDEN_FOLDER}pcapng_sections.pcapng`;
  const links = await linksOf(await openCapture(path));
  deepEqual([...new Set(links)], ["eth0", "pcapng_sections"]);
});

Deno.test("openCapture() keeps an interface's name when others follow later", async () => {
  const file = bytes(
    ng.section(),
    ng.interface(1),
    packet(0),
    ng.interface(1),
    packet(1),
    packet(0),
  );
  deepEqual(await linksOf(await openBytes(file)), ["stdin", "stdin:1", "stdin"]);
});

Deno.test("openCapture() cleans and cuts the names of links", async () => {
  const long = "x".repeat(300);
  const names = ["a\u0000b\u001b[31m\u0085c", long, "\u0007", " eth0 ", "日本"];
  const file = bytes(
    ng.section(),
    ...names.map((name) => ng.interface(1, [nameOption(name)])),
    ...names.map((_, id) => packet(id)),
  );
  const expected = ["ab[31mc", long.slice(0, 200), "stdin", "eth0", "日本"];
  deepEqual(await linksOf(await openBytes(file)), expected);
});

Deno.test("a simple packet block takes the time before it and is counted as without", async () => {
  const file = bytes(
    ng.section(),
    ng.interface(1),
    ng.simple(frame),
    packet(0, 77n),
    ng.simple(frame, 900),
  );
  await using source = await openBytes(file);
  const rows = await readRows(source);
  deepEqual(rows.map(({ ts, len, dport }) => [ts, len, dport]), [[0, 54, 2], [77, 54, 2], [
    77,
    900,
    2,
  ]]);
  deepEqual([...source.stats.undecoded], [[UNDECODED_NAMES[Undecoded.noTime], 2]]);
});

Deno.test("a time that no double holds exactly is replaced by the one before and counted", async () => {
  const file = bytes(
    ng.section(),
    ng.interface(1),
    packet(0, 5n),
    packet(0, 2n ** 53n),
    packet(0, 6n),
  );
  await using source = await openBytes(file);
  deepEqual((await readRows(source)).map(({ ts }) => ts), [5, 5, 6]);
  deepEqual([...source.stats.undecoded], [[UNDECODED_NAMES[Undecoded.timeRange], 1]]);
});

Deno.test("a time before 1970, as a wrong offset makes it, is replaced and counted too", async () => {
  const file = bytes(
    ng.section(),
    ng.interface(1, [offsetOption(-1n)]),
    packet(0, 1_000_007n),
    packet(0, 999_999n),
  );
  await using source = await openBytes(file);
  deepEqual((await readRows(source)).map(({ ts }) => ts), [7, 7]);
  deepEqual([...source.stats.undecoded], [[UNDECODED_NAMES[Undecoded.timeRange], 1]]);
});

Deno.test("read() refuses a batch without a free row, which its 0 could not tell from the end", async () => {
  await using source = await openBytes(pcap({}, []));
  await rejects(source.read(new PacketBatch(0, new LinkTable())), RangeError);
});

Deno.test("a section of more than 65536 interfaces ends the capture", async () => {
  const one = ng.interface(1);
  const many = new Uint8Array(70_000 * one.length);
  for (let at = 0; at < many.length; at += one.length) many.set(one, at);
  const head = bytes(ng.section(), one, packet(0));
  const file = new Uint8Array(head.length + many.length);
  file.set(head);
  file.set(many, head.length);
  await using source = await openBytes(file);
  equal((await readRows(source)).length, 1);
  match(source.damage ?? "", /its section has more than 65536 interfaces; 1 whole packet was read/);
});
