import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { compress, COMPRESSIONS, decompress } from "#lib/bus/kafka/compression.ts";
import { readBatches } from "#lib/bus/kafka/read_batches.ts";
import { snappy, unsnappy } from "#lib/bus/kafka/snappy.ts";
import { ByteWriter } from "#lib/bus/kafka/wire/byte_writer.ts";
import { emptyColumns } from "#lib/bus/kafka/wire/record_batch.ts";
import { writeRecordBatch } from "#lib/bus/kafka/wire/write_record_batch.ts";
import { UserError } from "#lib/core/errors.ts";

const { none: _, ...CODECS } = COMPRESSIONS;
const MEBIBYTE = 2 ** 20;

for (const [name, codec] of Object.entries(CODECS)) {
  Deno.test(`decompress() gives back what compress() took: ${name}`, async () => {
    const run = fc.tuple(fc.uint8Array({ maxLength: 40 }), fc.integer({ min: 1, max: 3_000 }));
    await fc.assert(
      fc.asyncProperty(fc.array(run, { maxLength: 5 }), async (runs) => {
        const bytes = Buffer.concat(
          runs.flatMap(([piece, times]) => Array.from({ length: times }, () => piece)),
        );
        const packed = Buffer.from(await compress(codec, bytes));
        assert(bytes.equals(await decompress(codec, packed)));
      }),
      { seed: 5, numRuns: 30 },
    );
  });

  Deno.test(`a batch that is broken is said in one sentence: ${name}`, async () => {
    const good = await batchOf(codec);
    for (let at = 61; at < good.length; at++) {
      const batches = Buffer.from(good);
      batches[at] ^= 0x5a;
      const columns = emptyColumns();
      try {
        await readBatches("t", { ...FETCHED, batches }, 0, columns);
      } catch (error) {
        // Where the compression has no checksum, a broken text is read as another one.
        assert(error instanceof UserError, `byte ${at}: ${Deno.inspect(error)}`);
        assert.match(error.message, /^Cannot read "t", partition 3 from 0 on: a batch .*is broken/);
      }
    }
  });
}

const FETCHED = { partition: 3, errorCode: 0, endOffset: 9, aborted: [] };

async function batchOf(codec: number): Promise<Buffer> {
  const writer = new ByteWriter(1);
  const messages = Array.from({ length: 5 }, (_, i) => ({ key: `k${i % 2}`, value: `value ${i}` }));
  const head = { producerId: "7", producerEpoch: 3, firstSequence: 0, nowMs: 0 };
  await writeRecordBatch(writer, { ...head, messages, codec }, compress);
  return Buffer.from(writer.buffer);
}

Deno.test("a batch that would become too large is refused before it does", async () => {
  const zeros = new Uint8Array(65 * MEBIBYTE);
  const many = new Uint8Array(33 * MEBIBYTE);
  const twice = Buffer.concat([snappy(many), snappy(many).subarray(16)]);
  const lying = Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f, 0]);
  const bombs = [
    [COMPRESSIONS.gzip, gzipSync(zeros)],
    [COMPRESSIONS.zstd, zstdCompressSync(zeros)],
    [COMPRESSIONS.snappy, twice],
    [COMPRESSIONS.snappy, lying],
  ] as const;
  for (const [codec, bytes] of bombs) {
    await assert.rejects(
      decompress(codec, Buffer.from(bytes)),
      /becomes larger than 67108864 bytes/,
    );
  }
});

Deno.test("compression that is not read is named, and what to do", async () => {
  await assert.rejects(
    decompress(3, Buffer.alloc(8)),
    /compressed with lz4, which is not read here; publish them with zstd/,
  );
  await assert.rejects(decompress(7, Buffer.alloc(8)), /compression 7, which is not read/);
});

Deno.test("unsnappy() reads a block without a stream around it, as librdkafka writes it", () => {
  // Size 11, a literal of 5, then a copy of 6 from 5 back (format_description.txt of snappy).
  const block = Buffer.from([11, 4 << 2, ...Buffer.from("abcde"), (6 - 4) << 2 | 1, 5]);
  assert.equal(unsnappy(block, 100).toString(), "abcdeabcdea");
  for (const cut of [0, 1, 4, block.length - 1]) {
    assert.throws(() => unsnappy(block.subarray(0, cut), 100), Error, `${cut} bytes`);
  }
});

Deno.test("unsnappy() refuses a stream that is cut", () => {
  const stream = Buffer.from(snappy(Buffer.alloc(100_000, "abc")));
  assert.equal(unsnappy(stream, 100_000).length, 100_000);
  for (const cut of [stream.length - 1, 30, 19]) {
    assert.throws(() => unsnappy(stream.subarray(0, cut), 100_000), Error, `${cut} bytes`);
  }
});
