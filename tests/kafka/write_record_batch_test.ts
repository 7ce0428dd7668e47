import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { compress, decompress } from "#lib/bus/kafka/compression.ts";
import { ByteWriter } from "#lib/bus/kafka/wire/byte_writer.ts";
import { crc32c } from "#lib/bus/kafka/wire/crc32c.ts";
import { BYTES_HEADER, emptyColumns, readRecordBatches } from "#lib/bus/kafka/wire/record_batch.ts";
import { type BrokerMessage, writeRecordBatch } from "#lib/bus/kafka/wire/write_record_batch.ts";

const HEAD = { producerId: "7", producerEpoch: 3, firstSequence: 40, nowMs: 1_700_000_000_123 };

async function batchOf(messages: readonly BrokerMessage[], codec = 0): Promise<Buffer> {
  const writer = new ByteWriter(64).int32(-1); // a batch is never the first in its request
  await writeRecordBatch(writer, { ...HEAD, messages, codec }, compress);
  return writer.buffer.subarray(4);
}

Deno.test("crc32c() gives the checksums of RFC 3720, section B.4", () => {
  const rising = Uint8Array.from({ length: 32 }, (_, i) => i);
  assert.equal(crc32c(new Uint8Array(32)) >>> 0, 0x8a9136aa);
  assert.equal(crc32c(new Uint8Array(32).fill(0xff)) >>> 0, 0x62a8ab43);
  assert.equal(crc32c(rising) >>> 0, 0x46dd794e);
  assert.equal(crc32c(rising.toReversed()) >>> 0, 0x113fdb5c);
  assert.equal(crc32c(new TextEncoder().encode("123456789")) >>> 0, 0xe3069283);
});

Deno.test("writeRecordBatch() writes what readRecordBatches() reads, of any text and length", async () => {
  const value = fc.oneof(
    fc.string({ unit: "binary", maxLength: 300 }),
    fc.uint8Array({ maxLength: 300 }),
    fc.constant(null),
    fc.constant("é".repeat(5_000)),
  );
  const message = fc.record({ key: fc.string({ unit: "grapheme", maxLength: 100 }), value });
  const messages = fc.array(message, { minLength: 1, maxLength: 200 });
  await fc.assert(
    fc.asyncProperty(messages, fc.constantFrom(0, 1), async (sent, codec) => {
      const marked = sent.map((one) =>
        one.value instanceof Uint8Array ? { ...one, headers: { [BYTES_HEADER]: "" } } : one
      );
      const columns = emptyColumns();
      const next = await readRecordBatches(
        await batchOf(marked, codec),
        0,
        [],
        columns,
        decompress,
      );
      assert.equal(next, sent.length);
      assert.deepEqual(columns.keys, sent.map(({ key }) => key));
      assert.deepEqual(columns.values, sent.map((one) => one.value ?? undefined));
    }),
    { seed: 3, numRuns: 60 },
  );
});

Deno.test("writeRecordBatch() writes the head that Kafka's message format 2 asks for", async () => {
  const batch = await batchOf([{ key: "a", value: "1" }, { key: "b", value: "2" }]);
  assert.equal(batch.readInt32BE(8), batch.length - 12);
  assert.equal(batch.readInt8(16), 2);
  assert.equal(batch.readInt32BE(17), crc32c(batch.subarray(21)));
  assert.equal(batch.readInt16BE(21), 0x10);
  assert.equal(batch.readInt32BE(23), 1);
  assert.equal(batch.readBigInt64BE(27), 1_700_000_000_123n);
  assert.equal(batch.readBigInt64BE(43), 7n);
  assert.equal(batch.readInt16BE(51), 3);
  assert.equal(batch.readInt32BE(53), 40);
  assert.equal(batch.readInt32BE(57), 2);
  // length 8, attributes, time, offset, key "a", value "1", no headers
  const first = [16, 0, 0, 0, 2, 0x61, 2, 0x31, 0];
  assert.deepEqual([...batch.subarray(61, 61 + first.length)], first);
});

Deno.test("readRecordBatches() tells a U+FFFD that was written from bytes that are no text", async () => {
  const odd = new Uint8Array([0x61, 0xff]);
  const batch = await batchOf([{ key: "a", value: "a\ufffdb" }, { key: "b", value: odd }]);
  const columns = emptyColumns();
  await readRecordBatches(batch, 0, [], columns, decompress);
  assert.deepEqual(columns.values, ["a\ufffdb", odd]);
});

Deno.test("readRecordBatches() refuses a record whose headers go on behind it, at once", async () => {
  const batch = await batchOf([{ key: "a", value: "1" }]);
  const withHeaders = Buffer.concat([
    batch.subarray(0, -1),
    Buffer.of(0xfe, 0xff, 0xff, 0xff, 0x0f),
  ]);
  withHeaders.writeInt32BE(withHeaders.length - 12, 8);
  withHeaders[61] = 2 * (8 + 4); // the record holds the number of its headers, none of which is there
  const read = readRecordBatches(withHeaders, 0, [], emptyColumns(), decompress);
  await assert.rejects(read, RangeError);
});
