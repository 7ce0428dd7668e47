import assert from "node:assert/strict";
import { HeaderDecoder } from "#lib/capture/link/header_decoder.ts";
import { FrameBuilder } from "#lib/capture/synthetic/frame_builder.ts";
import { PROFILE_NAMES } from "#lib/capture/synthetic/profiles.ts";
import { SyntheticSource } from "#lib/capture/synthetic/synthetic_source.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import { TcpColumns, TcpSeen } from "#lib/core/tcp_columns.ts";

const SECOND = 1_000_000;
const EVENTS = (["syn-flood", "udp-amplification", "port-scan"] as const).map((kind) => ({
  ...{ kind, link: 0, intensity: 1, everyUs: Infinity },
  ...{ afterUs: 0, lengthUs: 10 * SECOND },
}));

function packetsOf(rows: number): PacketBatch {
  const batch = new PacketBatch(rows, new LinkTable());
  batch.tcp = new TcpColumns(rows);
  return batch;
}

/** Sums 16-bit words the slow way; right frames come to all ones with their checksum. */
function sum(bytes: Uint8Array): number {
  let total = 0;
  for (let i = 0; i < bytes.length; i += 2) total += bytes[i] * 256 + (bytes[i + 1] ?? 0);
  while (total > 0xffff) total = (total % 0x10000) + Math.floor(total / 0x10000);
  return total;
}

for (const profile of PROFILE_NAMES) {
  Deno.test(`FrameBuilder writes frames of ${profile} that read as their rows`, () => {
    const batch = packetsOf(5_000);
    const source = new SyntheticSource({ profile, ratePps: 2_000, injections: EVENTS });
    source.readUntil(batch, Infinity);
    const frames = new FrameBuilder();
    const ethernet = new HeaderDecoder(1, "outer");
    const read = packetsOf(1);
    for (let row = 0; row < batch.length; row++) {
      const frame = frames.build(batch, row);
      assert.equal(frame.length, batch.len[row]);
      ethernet.decode(frame, 0, frame.length, read, 0);
      for (const column of ["proto", "family", "sport", "dport", "flags"] as const) {
        assert.equal(read[column][0], batch[column][row], `${column} of row ${row}`);
      }
      const length = batch.family[row] === 4 ? 4 : 16;
      for (const end of [0, 16]) {
        const from = row * 32 + end;
        const expected = batch.addresses.slice(from, from + length);
        assert.deepEqual(read.addresses.slice(end, end + length), expected);
      }
      if (batch.proto[row] !== 6) continue;
      assert.equal(read.tcp!.seen[0], batch.tcp!.seen[row]);
      for (const column of ["seq", "ack", "payloadBytes"] as const) {
        assert.equal(read.tcp![column][0], batch.tcp![column][row], `${column} of row ${row}`);
      }
      if ((read.tcp!.seen[0] & TcpSeen.timestamps) === 0) continue;
      assert.equal(read.tcp!.tsVal[0], batch.tcp!.tsVal[row]);
      assert.equal(read.tcp!.tsEcr[0], batch.tcp!.tsEcr[row]);
    }
  });
}

Deno.test("FrameBuilder writes right lengths and checksums", () => {
  const batch = packetsOf(5_000);
  new SyntheticSource({ ratePps: 2_000, injections: EVENTS }).readUntil(batch, Infinity);
  const frames = new FrameBuilder();
  const seen = new Set<string>();
  for (let row = 0; row < batch.length; row++) {
    const frame = frames.build(batch, row);
    const view = new DataView(frame.buffer, 0, frame.length);
    const isV4 = batch.family[row] === 4;
    const proto = batch.proto[row];
    seen.add(`${batch.family[row]} ${proto}`);
    const ipBytes = isV4 ? view.getUint16(16) : 40 + view.getUint16(18);
    const headerBytes = isV4 ? 20 : 40;
    assert.equal(frame.length, Math.max(60, 14 + ipBytes));
    if (isV4) assert.equal(sum(frame.subarray(14, 34)), 0xffff);
    const transport = frame.slice(14 + headerBytes, 14 + ipBytes);
    if (proto === 17) assert.equal(view.getUint16(14 + headerBytes + 4), transport.length);
    const ends = frame.subarray(isV4 ? 26 : 22, isV4 ? 34 : 54);
    const pseudo = [...ends, 0, proto, transport.length >> 8, transport.length & 255];
    const covered = isV4 && proto === 1 ? transport : Uint8Array.from([...pseudo, ...transport]);
    assert.equal(sum(covered), 0xffff, `row ${row}`);
  }
  assert.deepEqual([...seen].sort(), ["4 1", "4 17", "4 6", "6 17", "6 58", "6 6"]);
});
