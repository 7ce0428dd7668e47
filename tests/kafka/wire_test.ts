import assert from "node:assert/strict";
import fc from "fast-check";
import { ByteReader } from "#lib/bus/kafka/wire/byte_reader.ts";
import { ByteWriter } from "#lib/bus/kafka/wire/byte_writer.ts";
import { fetchRequest } from "#lib/bus/kafka/wire/fetch.ts";

const field = fc.oneof(
  fc.record({ kind: fc.constant("int8" as const), value: fc.integer({ min: -128, max: 127 }) }),
  fc.record({
    kind: fc.constant("int16" as const),
    value: fc.integer({ min: -(2 ** 15), max: 2 ** 15 - 1 }),
  }),
  fc.record({ kind: fc.constant("int32" as const), value: fc.integer() }),
  fc.record({
    kind: fc.constant("unsignedVarint" as const),
    value: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  }),
);

Deno.test("ByteReader reads numbers as ByteWriter wrote them, however many", () => {
  fc.assert(
    fc.property(fc.array(field, { maxLength: 400 }), (fields) => {
      const writer = new ByteWriter();
      for (const { kind, value } of fields) writer[kind](value);
      const reader = new ByteReader(writer.buffer);
      for (const { kind, value } of fields) assert.equal(reader[kind](), value);
      assert.equal(reader.at, writer.size());
    }),
    { seed: 1 },
  );
});

Deno.test("ByteReader reads texts and bytes as ByteWriter wrote them", () => {
  const text = fc.string({ maxLength: 300, unit: "grapheme" });
  fc.assert(
    fc.property(
      text,
      text,
      fc.uint8Array({ maxLength: 700 }),
      fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
      (
        plain,
        compact,
        bytes,
        large,
      ) => {
        const writer = new ByteWriter().string(plain).compactString(compact).bytes(bytes)
          .int64(large).noTags();
        const reader = new ByteReader(writer.buffer);
        assert.equal(reader.string(), plain);
        assert.equal(reader.compactString(), compact);
        assert.deepEqual(new Uint8Array(reader.bytes()), bytes);
        assert.equal(reader.int64(), large);
        reader.skipTags();
        assert.equal(reader.at, writer.size());
      },
    ),
    { seed: 2 },
  );
});

Deno.test("safeInt64() is exact for offsets and times", () => {
  for (const value of [0, 1, -1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1]) {
    assert.equal(new ByteReader(new ByteWriter().int64(BigInt(value)).buffer).safeInt64(), value);
  }
});

Deno.test("fetchRequest() asks for any number of partitions", async () => {
  const places = Array.from({ length: 1_000 }, (_, partition) => ({ partition, offset: 2 ** 40 }));
  const { request } = fetchRequest({ topic: "packets", places, maxBytes: 1 });
  const body = await request.encode();
  const placeBytes = 4 + 4 + 8 + 8 + 4;
  assert.equal(body.size(), 4 * 4 + 1 + 8 + 4 + 9 + 4 + 1_000 * placeBytes + 4 + 2);
});
