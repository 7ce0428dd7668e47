// What the packets are: protocols, sizes, addresses, ports and flows.
import assert from "node:assert/strict";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import { SyntheticSource } from "#lib/capture/synthetic/synthetic_source.ts";
import { OFFICE_PROFILE } from "#lib/capture/synthetic/traffic_profile.ts";

const PACKETS = 200_000;
const LINKS = 5;

const traffic: PacketBatch = (() => {
  const batch = new PacketBatch(PACKETS, new LinkTable());
  new SyntheticSource({ links: LINKS, ratePps: 20_000 }).readUntil(batch, Infinity);
  return batch;
})();

function share(holds: (row: number) => boolean): number {
  let rows = 0;
  for (let row = 0; row < PACKETS; row++) if (holds(row)) rows++;
  return rows / PACKETS;
}

function address(row: number, end: "source" | "destination"): Uint8Array {
  const at = row * 32 + (end === "source" ? 0 : 16);
  return traffic.addresses.subarray(at, at + 16);
}

function assertNear(actual: number, expected: number, within: number): void {
  assert.ok(Math.abs(actual - expected) <= within, `${actual} instead of ${expected} ± ${within}`);
}

Deno.test("80 % of the packets are TCP, 17 % UDP and 3 % ICMP", () => {
  assertNear(share((row) => traffic.proto[row] === 6), 0.8, 0.005);
  assertNear(share((row) => traffic.proto[row] === 17), 0.17, 0.005);
  const icmp = share((row) => traffic.proto[row] === 1 && traffic.family[row] === 4);
  const icmpV6 = share((row) => traffic.proto[row] === 58 && traffic.family[row] === 6);
  assertNear(icmp + icmpV6, 0.03, 0.003);
});

Deno.test("sizes have two humps, small packets and full frames", () => {
  const small = share((row) => traffic.len[row] >= 60 && traffic.len[row] <= 130);
  const full = share((row) => traffic.len[row] >= 1400 && traffic.len[row] <= 1514);
  const between = share((row) => traffic.len[row] > 400 && traffic.len[row] < 1200);
  assert.ok(small > 0.4, `${small}`);
  assert.ok(full > 0.25, `${full}`);
  assert.ok(between < 0.15, `${between}`);
  assert.equal(share((row) => traffic.len[row] < 60 || traffic.len[row] > 1514), 0);
});

Deno.test("some flows go over IPv6, and no IPv6 packet is shorter than its headers", () => {
  const ipv6 = share((row) => traffic.family[row] === 6);
  assert.ok(ipv6 > 0.05 && ipv6 < 0.3, `${ipv6}`);
  assert.equal(share((row) => traffic.family[row] !== 6 && traffic.family[row] !== 4), 0);
  // Ethernet 14, IPv6 40, TCP 20 or UDP and ICMPv6 8 bytes.
  const headers = (row: number) => traffic.proto[row] === 6 ? 74 : 62;
  assert.equal(share((row) => traffic.family[row] === 6 && traffic.len[row] < headers(row)), 0);
});

Deno.test("one end of a packet is a client of its link, the other a server", () => {
  const isClient = (row: number, end: "source" | "destination") => {
    const bytes = address(row, end);
    const link = traffic.link[row];
    return traffic.family[row] === 4
      ? bytes[0] === 10 && bytes[1] === 0 && bytes[2] === link && bytes[3] > 0
      : bytes[3] === 0xb8 && bytes[4] === 0 && bytes[7] === link && bytes[15] > 0;
  };
  const isServer = (row: number, end: "source" | "destination") => {
    const bytes = address(row, end);
    return traffic.family[row] === 4
      ? bytes[0] === 198 && bytes[1] === 18
      : bytes[3] === 0xb8 && bytes[4] === 0xff && bytes[5] === 0xff;
  };
  const up = share((row) => isClient(row, "source") && isServer(row, "destination"));
  const down = share((row) => isServer(row, "source") && isClient(row, "destination"));
  assertNear(up + down, 1, 0);
  assertNear(down, 0.59, 0.03);
});

Deno.test("bytes of an IPv4 address beyond the fourth are zero", () => {
  const dirty = share((row) =>
    traffic.family[row] === 4 &&
    (address(row, "source").subarray(4).some((byte) => byte !== 0) ||
      address(row, "destination").subarray(4).some((byte) => byte !== 0))
  );
  assert.equal(dirty, 0);
});

Deno.test("ports are a service's on the server's side and ephemeral on the client's", () => {
  const services = new Set(OFFICE_PROFILE.services.map(({ proto, port }) => `${proto}:${port}`));
  for (let row = 0; row < PACKETS; row++) {
    const proto = traffic.proto[row];
    const [sport, dport] = [traffic.sport[row], traffic.dport[row]];
    if (proto === 1 || proto === 58) {
      assert.deepEqual([sport, dport], [0, 0]);
      continue;
    }
    assert.ok(Math.max(sport, dport) >= 49_152);
    assert.ok(services.has(`${proto}:${Math.min(sport, dport)}`));
  }
});

Deno.test("most flows are short, and the longest tenth have most of the packets", () => {
  const packets = new Map<string, number>();
  for (let row = 0; row < PACKETS; row++) {
    const ends = [
      `${address(row, "source")}:${traffic.sport[row]}`,
      `${address(row, "destination")}:${traffic.dport[row]}`,
    ];
    const flow = `${traffic.proto[row]} ${ends.sort().join(" ")}`;
    packets.set(flow, (packets.get(flow) ?? 0) + 1);
  }
  const lengths = [...packets.values()].sort((a, b) => b - a);
  const longest = lengths.slice(0, lengths.length / 10).reduce((sum, length) => sum + length);
  assert.ok(lengths.length > 5_000);
  assert.ok(lengths[lengths.length >> 1] < 10, `median ${lengths[lengths.length >> 1]}`);
  assert.ok(longest > 0.5 * PACKETS, `${longest}`);
});

Deno.test("the shares of a profile's services make 100", () => {
  const total = OFFICE_PROFILE.services.reduce((sum, service) => sum + service.sharePercent, 0);
  assert.equal(total, 100);
});
