import assert from "node:assert/strict";
import fc from "fast-check";
import type { OutgoingMessage } from "#lib/bus/bus.ts";
import { encodeJson } from "#lib/bus/codec/json_encoder.ts";
import { encodePacked } from "#lib/bus/codec/packed_encoder.ts";
import { type BadMessage, RecordDecoder } from "#lib/bus/codec/record_decoder.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch, PacketMark, RecordKind } from "#lib/core/packet.ts";
import { Random } from "#lib/core/random.ts";
import { arbitraryRecords, batchOf, type PlainRecord, recordsOf } from "./arbitrary_batch.ts";
import { fetched } from "./fetched.ts";

fc.configureGlobal({ seed: 13 });

/** Decodes messages into small batches, draining them as they fill up. */
function decodeAll(messages: readonly OutgoingMessage[], capacity: number): PlainRecord[] {
  const decoder = new RecordDecoder({ columns: "all" });
  const batch = new PacketBatch(capacity, new LinkTable());
  batch.addresses.fill(0xaa); // leftovers of other rows
  const bad: BadMessage[] = [];
  const input = fetched(messages);
  const records: PlainRecord[] = [];
  for (let at = 0; at < input.offsets.length;) {
    at = decoder.decode(input, at, batch, bad);
    records.push(...recordsOf(batch));
    batch.clear();
  }
  assert.deepEqual(bad, []);
  return records;
}

function byLink(records: readonly PlainRecord[]): Map<string, PlainRecord[]> {
  return Map.groupBy(records, (record) => record.link);
}

Deno.test("JSON gives back the records that were put in, in order", () => {
  fc.assert(fc.property(arbitraryRecords, (records) => {
    assert.deepEqual(decodeAll(encodeJson(batchOf(records), "t"), 7), records);
  }));
});

Deno.test("packed gives back the records that were put in, in order per link", () => {
  fc.assert(fc.property(arbitraryRecords, (records) => {
    const messages = encodePacked(batchOf(records), "t");
    assert.deepEqual(byLink(decodeAll(messages, 64)), byLink(records));
    assert.equal(messages.length, new Set(records.map(({ link }) => link)).size);
  }));
});

Deno.test("JSON, JSON as bytes and packed messages mix freely", () => {
  fc.assert(fc.property(
    arbitraryRecords,
    arbitraryRecords,
    arbitraryRecords,
    (first, second, third) => {
      const asBytes = encodeJson(batchOf(second), "t").map(({ value, ...rest }) => ({
        ...rest,
        value: new TextEncoder().encode(String(value)),
      }));
      const messages = [
        ...encodePacked(batchOf(first), "t"),
        ...asBytes,
        ...encodePacked(batchOf(third), "t"),
        ...encodeJson(batchOf(first), "t"),
      ];
      const expected = byLink([...first, ...second, ...third, ...first]);
      assert.deepEqual(byLink(decodeAll(messages, 64)), expected);
    },
  ));
});

Deno.test("packed messages decode alike wherever they lie in memory", () => {
  fc.assert(fc.property(arbitraryRecords, fc.integer({ min: 1, max: 9 }), (records, shift) => {
    const messages = encodePacked(batchOf(records), "t").map(({ value, ...rest }) => {
      const moved = new Uint8Array(value.length + shift);
      moved.set(value as Uint8Array, shift);
      return { ...rest, value: moved.subarray(shift) };
    });
    assert.deepEqual(byLink(decodeAll(messages, 64)), byLink(records));
  }));
});

Deno.test("encodePacked() cuts a link's rows into messages of 8,192 at most", () => {
  const random = new Random(1);
  const batch = new PacketBatch(20_000, new LinkTable());
  const link = batch.links.intern("eth0");
  for (let i = 0; i < batch.capacity; i++) {
    batch.push({ kind: RecordKind.packet, ts: 1.7e15 + random.integer(1e6), link, len: i });
  }
  const messages = encodePacked(batch, "t");
  assert.deepEqual(
    messages.map(({ value }) =>
      new DataView((value as Uint8Array).buffer)
        .getUint32(4, true)
    ),
    [8_192, 8_192, 3_616],
  );
  assert.deepEqual(decodeAll(messages, 8_192), recordsOf(batch));
});

Deno.test("encodePacked() leaves out columns that hold nothing", () => {
  const batch = new PacketBatch(800, new LinkTable());
  const link = batch.links.intern("eth0");
  for (let i = 0; i < 800; i++) {
    batch.push({ kind: RecordKind.packet, ts: 1.7e15 + i, link, len: 60, proto: 6 });
  }
  const headerBytes = 32;
  assert.equal(encodePacked(batch, "t")[0].value.length, headerBytes + 800 * (4 + 4 + 1));
  batch.family.fill(4, 0, 800);
  assert.equal(encodePacked(batch, "t")[0].value.length, headerBytes + 800 * (9 + 1 + 8));
  batch.sport[0] = 1;
  assert.equal(encodePacked(batch, "t")[0].value.length, headerBytes + 800 * (9 + 9 + 4));
  batch.kind[0] = RecordKind.tick;
  assert.equal(encodePacked(batch, "t")[0].value.length, headerBytes + 800 * (9 + 9 + 4 + 1));
  batch.family[0] = 6;
  assert.equal(encodePacked(batch, "t")[0].value.length, headerBytes + 800 * (9 + 9 + 4 + 1) + 24);
  batch.ts[0] = batch.ts[1] + 2 ** 32 - 1; // the widest span that u32 holds
  assert.equal(encodePacked(batch, "t")[0].value.length, headerBytes + 800 * (9 + 9 + 4 + 1) + 24);
  batch.ts[0]++;
  assert.equal(encodePacked(batch, "t")[0].value.length, headerBytes + 800 * (13 + 9 + 4 + 1) + 24);
});

Deno.test("encodeJson() writes the fields that the format names", () => {
  const [full, bare, tick] = encodeJson(
    batchOf([
      {
        kind: 0,
        ts: 1_700_000_000_000_001,
        link: "eth0",
        len: 60,
        proto: 6,
        family: 4,
        src: [10, 0, 0, 1, ...new Array(12).fill(0)],
        dst: [192, 168, 255, 0, ...new Array(12).fill(0)],
        sport: 1024,
        dport: 443,
        flags: 0x18,
        rttUs: 25_000,
        marks: PacketMark.retransmission | PacketMark.newFlow,
      },
      { ...NOTHING, kind: 0, ts: 5, link: 'a"b', len: 7, proto: 255 },
      { ...NOTHING, kind: 1, ts: 6, link: "eth0", len: 0, proto: 255 },
    ]),
    "packets",
  );
  assert.deepEqual(full, {
    topic: "packets",
    key: "eth0",
    value: '{"v":1,"ts":1700000000000001,"link":"eth0","len":60,"proto":6,' +
      '"src":"10.0.0.1","dst":"192.168.255.0","sport":1024,"dport":443,' +
      '"flags":24,"rtt":25000,"retransmission":true,"newFlow":true}',
  });
  assert.equal(bare.key, 'a"b');
  assert.equal(bare.value, '{"v":1,"ts":5,"link":"a\\"b","len":7,"proto":255}');
  assert.equal(tick.value, '{"v":1,"kind":"tick","ts":6,"link":"eth0"}');
});

Deno.test("encodePacked() writes the bytes that the format names", () => {
  const [{ key, value }] = encodePacked(
    batchOf([
      { ...NOTHING, kind: 0, ts: 1_700_000_000_000_003, link: "eth0", len: 60, proto: 6 },
      { ...NOTHING, kind: 1, ts: 1_700_000_000_000_001, link: "eth0", len: 0, proto: 255 },
      {
        kind: 0,
        ts: 1_700_000_000_000_258,
        link: "eth0",
        len: 0x12345,
        proto: 17,
        family: 4,
        src: [10, 0, 0, 1, ...new Array(12).fill(0)],
        dst: [10, 0, 0, 2, ...new Array(12).fill(0)],
        sport: 0x1234,
        dport: 53,
        flags: 0,
        rttUs: 0,
        marks: 0,
      },
    ]),
    "t",
  );
  assert.equal(key, "eth0");
  const expected = [
    "b5 01 0d00 03000000", // magic, version, flags: kinds, addresses, ports; rows
    "0400796090281843", // base: 1,700,000,000,000,001 as f64
    "0400 2000 08000000", // bytes of the name, of the header, of the addresses
    "65746830 00000000", // name, padded
    "02000000 00000000 01010000 00000000", // µs after the base, padded
    "3c000000 00000000 45230100 00000000", // len
    "06 ff 11 0000000000", // proto
    "00 01 00 0000000000", // kind
    "0000 0000 3412 0000", // sport
    "0000 0000 3500 0000", // dport
    "00 00 04 0000000000", // family
    "0a000001 0a000002", // src and dst of the one row that has them
  ];
  assert.equal((value as Uint8Array).toHex(), expected.join("").replaceAll(" ", ""));
});

Deno.test("encodePacked() writes TCP flags and measures behind what older readers know", () => {
  const record = { ...NOTHING, kind: 0, ts: 5, link: "eth0", len: 60, proto: 6 };
  const valueOf = (more: Partial<PlainRecord>) => {
    const plain = { ...record, family: 4, ...more };
    return encodePacked(batchOf([record, plain, record]), "t")[0].value as Uint8Array;
  };
  const bare = valueOf({});
  const tail = (value: Uint8Array) => value.subarray(bare.length).toHex();
  const flagged = valueOf({ flags: 0x12 });
  assert.deepEqual([flagged[2], tail(flagged)], [bare[2] | 16, "0012000000000000"]);
  const measured = valueOf({ marks: 2, rttUs: 0x01020304 });
  assert.deepEqual([measured[2], tail(measured)], [
    bare[2] | 32,
    "0082000000000000" + "01000000" + "04030201",
  ]);
  const marked = valueOf({ marks: 1, flags: 0x10 });
  assert.equal(tail(marked), "0010000000000000" + "0001000000000000" + "00000000");
});

Deno.test("packed messages without flags and measures read as zeros over what was there", () => {
  const batch = new PacketBatch(8, new LinkTable());
  batch.flags.fill(7);
  batch.rttUs.fill(7);
  batch.marks.fill(7);
  const record = { ...NOTHING, kind: 0, ts: 5, link: "eth0", len: 60, proto: 6 };
  for (const columns of ["all", "counters"] as const) {
    for (const encode of [encodePacked, encodeJson]) {
      batch.clear();
      const full = { ...record, flags: 1, rttUs: 2, marks: 3 };
      const given = [columns === "all" ? record : full];
      new RecordDecoder({ columns }).decode(fetched(encode(batchOf(given), "t")), 0, batch, []);
      assert.deepEqual(recordsOf(batch), [record]);
    }
  }
});

const NOTHING = {
  family: 0,
  src: new Array(16).fill(0),
  dst: new Array(16).fill(0),
  sport: 0,
  dport: 0,
  flags: 0,
  rttUs: 0,
  marks: 0,
};
