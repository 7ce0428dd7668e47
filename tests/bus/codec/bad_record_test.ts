import assert from "node:assert/strict";
import fc from "fast-check";
import type { Payload } from "#lib/bus/bus.ts";
import { encodeJson } from "#lib/bus/codec/json_encoder.ts";
import { encodePacked } from "#lib/bus/codec/packed_encoder.ts";
import { type BadMessage, RecordDecoder } from "#lib/bus/codec/record_decoder.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import { arbitraryRecords, batchOf, recordsOf } from "./arbitrary_batch.ts";
import { fetched, fetchedValues } from "./fetched.ts";

fc.configureGlobal({ seed: 13 });

const GOOD = { v: 1, ts: 1_700_000_000_000_000, link: "eth0", len: 60, proto: 6 };
const FLOW = { src: "10.0.0.1", dst: "10.0.0.2", sport: 1, dport: 2 };

/** Decodes one message under the key "eth0": the number of rows, or why it is bad. */
function decodeOne(value: Payload, columns: "all" | "counters" = "all"): number | string {
  const batch = new PacketBatch(8_192, new LinkTable());
  const bad: BadMessage[] = [];
  const done = new RecordDecoder({ columns }).decode(fetchedValues(value), 0, batch, bad);
  assert.equal(done, 1);
  if (bad.length === 0) return batch.length;
  assert.equal(batch.length, 0, "a bad message left rows behind");
  assert.equal(batch.links.size, 0, "a bad message left a link behind");
  return bad[0].reason;
}

function withField(name: string, text: string): string {
  const fields = Object.entries({ ...GOOD, ...FLOW, [name]: undefined })
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  return `{${[...fields, `${JSON.stringify(name)}:${text}`].join(",")}}`;
}

const TABLE: readonly (readonly [field: string, values: readonly string[], reason: RegExp])[] = [
  ["v", ["0", "2", "1.5", '"1"', "null", "[1]"], /^unknown version$/],
  ["ts", ["1.5", "-1", "9007199254740992", "1e300", "1e999", '"1"', "null", "[]"], /^ts is not/],
  ["link", ["1", "null", '""', '"a\\u0000b"', '"\\ud800"', "[]"], /^link is not/],
  ["link", [JSON.stringify("x".repeat(256)), '"a\\u001b[31m"'], /^link is not/],
  ["link", ['"eth1"', '"constructor"'], /^the message's key is not its link$/],
  ["len", ["-1", "1.5", "4294967296", '"60"', "null", "{}"], /^len is not/],
  ["proto", ["-1", "256", "6.5", '"tcp"', "null"], /^proto is not/],
  ["kind", ['"TICK"', "0", "null", '"toString"'], /^kind is not/],
  ["sport", ["-1", "65536", "1.5", '"1"', "null"], /^sport is not/],
  ["dport", ["-1", "65536", "null"], /^dport is not/],
  ["flags", ["-1", "256", "1.5", '"S"', "null"], /^flags is not/],
  ["rtt", ["-1", "4294967296", "0.5", '"1"', "null"], /^rtt is not/],
  ["retransmission", ["1", '"true"', "null"], /^retransmission or newFlow is not/],
  ["newFlow", ["0", "[]", "null"], /^retransmission or newFlow is not/],
  ["src", ['"10.0.0.256"', '"::1"', "1", "null", '"10.0.0.1%eth0"', '""'], /^src and dst are not/],
  ["dst", ['"10.0.0"', '"::1"', "[]", '"1.2.3.4.5"'], /^src and dst are not/],
  ["__proto__", ["1", '{"ts":1}', "null"], /^has a field __proto__$/],
  ["x", ["[".repeat(17) + "]".repeat(17), '{"a":'.repeat(200_000)], /^nested deeper than 16/],
  ["x", ["NaN", "Infinity", "undefined", "'a'", "01", "[1", ""], /^not JSON$/],
  ["x", [JSON.stringify("x".repeat(2 ** 20))], /^larger than 1048576 bytes$/],
];

for (const [field, values, reason] of TABLE) {
  Deno.test(`a JSON record is bad with ${field} of ${values.join(", ").slice(0, 60)}`, () => {
    for (const value of values) {
      const text = withField(field, value);
      assert.match(String(decodeOne(text)), reason, text.slice(0, 200));
      assert.match(String(decodeOne(new TextEncoder().encode(text))), reason);
    }
  });
}

Deno.test("a JSON record is bad where a field is missing or the payload is no object", () => {
  assert.equal(decodeOne(JSON.stringify(GOOD)), 1);
  assert.match(String(decodeOne(JSON.stringify({ ...GOOD, v: undefined }))), /^unknown version/);
  assert.match(String(decodeOne(JSON.stringify({ ...GOOD, ts: undefined }))), /^ts is not/);
  assert.match(String(decodeOne(JSON.stringify({ ...GOOD, link: undefined }))), /^link is not/);
  assert.match(String(decodeOne(JSON.stringify({ ...GOOD, len: undefined }))), /^len is not/);
  assert.match(
    String(decodeOne(JSON.stringify({ ...GOOD, src: "10.0.0.1" }))),
    /^src and dst are not/,
  );
  for (const text of ["", "null", "[]", "1", " {}", "hello", "\ufeff{}"]) {
    assert.match(String(decodeOne(text)), /^neither a JSON object nor packed records$/);
    assert.match(
      String(decodeOne(new TextEncoder().encode(text))),
      /^neither a JSON object nor packed records$/,
    );
  }
  assert.match(String(decodeOne(Uint8Array.of(0x7b, 0xff, 0x7d))), /^not UTF-8$/);
});

Deno.test("a JSON record keeps what later versions add", () => {
  const later = { ...GOOD, proto: undefined, vlan: 7, more: { deep: [1, { "}": '"{[' }] } };
  assert.equal(decodeOne(JSON.stringify(later)), 1);
});

Deno.test("the counters need not know whether addresses and ports are right", () => {
  const text = withField("src", '"nowhere"');
  assert.equal(decodeOne(text, "counters"), 1);
  assert.equal(decodeOne(withField("dport", "-1"), "counters"), 1);
});

Deno.test("a packed message is bad wherever its header is wrong", () => {
  const whole = encodePacked(
    batchOf([
      { ...PLAIN, ts: 1000 },
      { ...PLAIN, ts: 2000, kind: 1 },
      { ...PLAIN, ts: 3000, family: 4, sport: 5 },
    ]),
    "t",
  )[0].value as Uint8Array;
  assert.equal(decodeOne(whole), 3);
  const change = (edit: (view: DataView<ArrayBuffer>) => void) => {
    const copy = Uint8Array.from(whole);
    edit(new DataView(copy.buffer));
    return String(decodeOne(copy));
  };
  assert.match(change((view) => view.setUint8(1, 2)), /^unknown version$/);
  assert.match(change((view) => view.setUint32(4, 8_193, true)), /^more than 8192 rows$/);
  assert.match(change((view) => view.setUint32(4, 8_192, true)), /^cut short$/);
  for (const base of [NaN, Infinity, -1, 0.5, 2 ** 53, 2 ** 53 - 1]) {
    assert.match(change((view) => view.setFloat64(8, base, true)), /^ts is not/);
  }
  assert.match(change((view) => view.setUint16(16, 0, true)), /^link is not/);
  assert.match(change((view) => view.setUint16(16, 3, true)), /^the message's key is not/);
  assert.match(change((view) => view.setUint16(16, 9, true)), /^header of a wrong size$/);
  assert.match(change((view) => view.setUint16(18, 25, true)), /^header of a wrong size$/);
  assert.match(change((view) => view.setUint16(18, 16, true)), /^header of a wrong size$/);
  assert.match(change((view) => view.setUint8(24, 0xff)), /^link is not/);
  const kindAt = 32 + 16 + 16 + 8;
  const familyAt = kindAt + 8 + 8 + 8;
  assert.equal(whole[kindAt + 1], 1);
  assert.match(change((view) => view.setUint8(kindAt + 1, 3)), /^kind is not/);
  assert.match(change((view) => view.setUint8(familyAt + 2, 5)), /^a family is not/);
  assert.match(change((view) => view.setUint8(familyAt + 2, 6)), /^addresses of a wrong size$/);
  assert.match(change((view) => view.setUint8(familyAt + 2, 0)), /^addresses of a wrong size$/);
  assert.match(change((view) => view.setUint32(20, 9, true)), /^cut short$/);
  for (let size = 0; size < whole.length; size++) {
    assert.equal(typeof decodeOne(whole.slice(0, size)), "string");
  }
  const longer = new Uint8Array(whole.length + 100);
  longer.set(whole);
  assert.equal(decodeOne(longer), 3, "bytes after the last column are of a later version");
  const huge = new Uint8Array(2 ** 20);
  huge.set(whole);
  assert.match(String(decodeOne(huge)), /^larger than/);
});

Deno.test("a packed message with measures is bad where round-trip times are missing", () => {
  const rows = [1, 2, 3].map((ts) => ({ ...PLAIN, ts, flags: 16, rttUs: ts === 2 ? 0 : 7 }));
  const whole = encodePacked(batchOf(rows), "t")[0].value as Uint8Array;
  assert.equal(decodeOne(whole), 3);
  for (let size = 0; size < whole.length; size++) {
    assert.equal(typeof decodeOne(whole.slice(0, size)), "string");
  }
  const countAt = whole.length - 12;
  for (const count of [0, 1]) {
    const fewer = whole.slice();
    fewer[countAt] = count;
    assert.equal(decodeOne(fewer), "cut short");
  }
  const endless = whole.slice();
  endless.fill(0xff, countAt, countAt + 4);
  assert.equal(decodeOne(endless), 3, "what the message holds counts, not what it claims");
  for (const addressBytes of [0xfffffff9, 0x7fffffff]) {
    const wrong = whole.slice();
    new DataView(wrong.buffer).setUint32(20, addressBytes, true);
    assert.equal(decodeOne(wrong), "cut short");
  }
});

Deno.test("garbage never throws, and good messages around it all arrive", () => {
  const garbage = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Uint8Array.of(0xb5, 1, ...bytes)),
    fc.string({ unit: "binary" }),
    fc.json(),
    fc.object({ withNullPrototype: true }).map((value) => JSON.stringify(value)),
    fc.record({ v: fc.constant(1), ts: fc.anything(), link: fc.anything(), len: fc.anything() })
      .map((value) => safeJson(value)),
  );
  const damaged = fc.tuple(arbitraryRecords, fc.nat(), fc.nat(255)).map(([records, at, octet]) => {
    const value = encodePacked(batchOf(records), "t")[0]?.value as Uint8Array ?? new Uint8Array();
    if (value.length > 0) value[at % value.length] = octet;
    return value;
  });
  const decoder = new RecordDecoder({ columns: "all" });
  fc.assert(fc.property(
    arbitraryRecords,
    fc.array(fc.oneof(garbage, damaged), { minLength: 1, maxLength: 5 }),
    (records, junk) => {
      const good = encodeJson(batchOf(records), "t");
      const messages = good.flatMap((message, i) => [
        { topic: "t", key: "~", value: junk[i % junk.length] },
        message,
      ]);
      const batch = new PacketBatch(64, new LinkTable());
      const bad: BadMessage[] = [];
      assert.equal(decoder.decode(fetched(messages), 0, batch, bad), messages.length);
      assert.deepEqual(recordsOf(batch), records);
      assert.deepEqual(bad.map(({ index }) => index), good.map((_, i) => 2 * i));
    },
  ));
});

Deno.test("a damaged packed message is bad, or gives rows that are well-formed", () => {
  const decoder = new RecordDecoder({ columns: "all" });
  const edits = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });
  fc.assert(fc.property(arbitraryRecords, edits, (records, edits) => {
    const messages = encodePacked(batchOf(records), "t");
    for (const { value } of messages) {
      const bytes = value as Uint8Array;
      for (const [at, octet] of edits) bytes[at % bytes.length] = octet;
    }
    const batch = new PacketBatch(8_192, new LinkTable());
    const bad: BadMessage[] = [];
    decoder.decode(fetched(messages), 0, batch, bad);
    for (let row = 0; row < batch.length; row++) {
      assert(Number.isSafeInteger(batch.ts[row]) && batch.ts[row] >= 0);
      assert(batch.kind[row] <= 2);
      assert([0, 4, 6].includes(batch.family[row]));
    }
  }));
});

Deno.test("a decoder stops at a message that the batch has no room for", () => {
  const decoder = new RecordDecoder({ columns: "counters" });
  const three = encodePacked(batchOf([1, 2, 3].map((ts) => ({ ...PLAIN, ts }))), "t")[0];
  const one = encodeJson(batchOf([PLAIN]), "t")[0];
  const input = fetched([three, one, { ...one, value: "?" }, three, one]);
  const bad: BadMessage[] = [];
  const batch = new PacketBatch(4, new LinkTable());
  assert.equal(decoder.decode(input, 0, batch, bad), 3);
  assert.equal(batch.length, 4);
  assert.equal(decoder.decode(input, 3, batch, bad), 3, "nothing is done twice");
  batch.clear();
  assert.equal(decoder.decode(input, 3, batch, bad), 5);
  assert.equal(batch.length, 4);
  assert.deepEqual(bad.map(({ index }) => index), [2]);
  const tiny = new PacketBatch(2, new LinkTable());
  assert.throws(() => decoder.decode(input, 0, tiny, bad), RangeError);
});

const PLAIN = {
  kind: 0,
  ts: 1,
  link: "eth0",
  len: 60,
  proto: 6,
  family: 0,
  src: new Array(16).fill(0),
  dst: new Array(16).fill(0),
  sport: 0,
  dport: 0,
  flags: 0,
  rttUs: 0,
  marks: 0,
};

function safeJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? "";
  } catch {
    return "{";
  }
}
