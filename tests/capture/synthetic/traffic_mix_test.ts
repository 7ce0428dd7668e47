// What the packets are, profile by profile: protocols, sizes, addresses and ports.
import assert from "node:assert/strict";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import { PROFILE_NAMES, type ProfileName, PROFILES } from "#lib/capture/synthetic/profiles.ts";
import { SyntheticSource } from "#lib/capture/synthetic/synthetic_source.ts";

const PACKETS = 100_000;
const LINKS = 5;

/** What the profiles say of themselves in docs/generator.md: shares of packets, bytes a packet. */
const MIX: Record<ProfileName, { tcp: number; udp: number; ipv6: number; meanBytes: number }> = {
  "office": { tcp: 0.8, udp: 0.17, ipv6: 0.15, meanBytes: 660 },
  "data-centre": { tcp: 0.92, udp: 0.07, ipv6: 0.3, meanBytes: 475 },
  "home": { tcp: 0.49, udp: 0.5, ipv6: 0.45, meanBytes: 765 },
  "scada": { tcp: 0.94, udp: 0.04, ipv6: 0.02, meanBytes: 118 },
};

const traffic = new Map<ProfileName, PacketBatch>(PROFILE_NAMES.map((profile) => {
  const batch = new PacketBatch(PACKETS, new LinkTable());
  new SyntheticSource({ profile, links: LINKS, ratePps: 4_000 }).readUntil(batch, Infinity);
  return [profile, batch];
}));

function share(batch: PacketBatch, holds: (row: number) => boolean): number {
  let rows = 0;
  for (let row = 0; row < batch.length; row++) if (holds(row)) rows++;
  return rows / batch.length;
}

function address(batch: PacketBatch, row: number, end: "source" | "destination"): Uint8Array {
  const at = row * 32 + (end === "source" ? 0 : 16);
  return batch.addresses.subarray(at, at + 16);
}

function assertNear(actual: number, expected: number, within: number, what: string): void {
  const text = `${what}: ${actual} instead of ${expected} ± ${within}`;
  assert.ok(Math.abs(actual - expected) <= within, text);
}

for (const [profile, batch] of traffic) {
  Deno.test(`${profile} has the protocols, IPv6 and sizes that its page says`, () => {
    const { tcp, udp, ipv6, meanBytes } = MIX[profile];
    assertNear(share(batch, (row) => batch.proto[row] === 6), tcp, 0.01, "TCP");
    assertNear(share(batch, (row) => batch.proto[row] === 17), udp, 0.01, "UDP");
    const isIcmp = (row: number) => batch.proto[row] === (batch.family[row] === 4 ? 1 : 58);
    assertNear(share(batch, isIcmp), 1 - tcp - udp, 0.005, "ICMP");
    // Long flows are few: the share of packets strays more than that of flows.
    assertNear(share(batch, (row) => batch.family[row] === 6), ipv6, 0.08, "IPv6");
    const mean = batch.len.reduce((sum, len) => sum + len) / PACKETS;
    assertNear(mean, meanBytes, 0.1 * meanBytes, "mean size");
  });

  Deno.test(`${profile} has frames of 60 to 1,514 bytes that hold their headers`, () => {
    const transport = (row: number) => batch.proto[row] === 6 ? 20 : 8;
    const headers = (row: number) => 14 + (batch.family[row] === 4 ? 20 : 40) + transport(row);
    const isWrong = (row: number) => batch.len[row] < Math.max(60, headers(row));
    assert.equal(share(batch, (row) => isWrong(row) || batch.len[row] > 1_514), 0);
  });

  Deno.test(`${profile} has ports of its services on one side, ephemeral ones on the other`, () => {
    const { services } = PROFILES[profile];
    assert.equal(services.reduce((sum, { sharePercent }) => sum + sharePercent, 0), 100);
    const known = new Set(services.map(({ proto, port }) => `${proto}:${port}`));
    for (let row = 0; row < PACKETS; row++) {
      const ports = [batch.sport[row], batch.dport[row]];
      const proto = batch.proto[row];
      if (proto === 1 || proto === 58) {
        assert.deepEqual(ports, [0, 0]);
        continue;
      }
      assert.ok(Math.max(...ports) >= 49_152);
      assert.ok(known.has(`${proto}:${Math.min(...ports)}`));
    }
  });
}

const office = traffic.get("office")!;

Deno.test("office sizes have two humps, small packets and full frames", () => {
  const small = share(office, (row) => office.len[row] <= 130);
  const full = share(office, (row) => office.len[row] >= 1400);
  const between = share(office, (row) => office.len[row] > 400 && office.len[row] < 1200);
  assert.ok(small > 0.4, `${small}`);
  assert.ok(full > 0.25, `${full}`);
  assert.ok(between < 0.2, `${between}`);
});

Deno.test("one end of a packet is a client of its link, the other a server", () => {
  const isClient = (row: number, end: "source" | "destination") => {
    const bytes = address(office, row, end);
    const link = office.link[row];
    return office.family[row] === 4
      ? bytes[0] === 10 && bytes[1] === 0 && bytes[2] === link && bytes[3] > 0
      : bytes[3] === 0xb8 && bytes[4] === 0 && bytes[7] === link && bytes[15] > 0;
  };
  const isServer = (row: number, end: "source" | "destination") => {
    const bytes = address(office, row, end);
    return office.family[row] === 4
      ? bytes[0] === 198 && bytes[1] === 18
      : bytes[3] === 0xb8 && bytes[4] === 0xff && bytes[5] === 0xff;
  };
  const up = share(office, (row) => isClient(row, "source") && isServer(row, "destination"));
  const down = share(office, (row) => isServer(row, "source") && isClient(row, "destination"));
  assertNear(up + down, 1, 0, "packets between client and server");
  assert.ok(down > 0.45 && down < 0.65, `${down} to clients`);
});

Deno.test("bytes of an IPv4 address beyond the fourth are zero", () => {
  const dirty = share(office, (row) =>
    office.family[row] === 4 &&
    (address(office, row, "source").subarray(4).some((byte) => byte !== 0) ||
      address(office, row, "destination").subarray(4).some((byte) => byte !== 0)));
  assert.equal(dirty, 0);
});
