import { deepEqual, equal, match, ok } from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { GunzipBytes } from "#lib/capture/bytes/gunzip_bytes.ts";
import { StreamBytes } from "#lib/capture/bytes/stream_bytes.ts";
import { INFLATE_LIMITS } from "#lib/capture/limits.ts";
import { Random } from "#lib/core/random.ts";
import { bytes } from "../packet_bytes.ts";

function source(data: Uint8Array, chunkBytes = data.length): StreamBytes {
  const cuts = Array.from(
    { length: Math.ceil(data.length / chunkBytes) },
    (_, i) => data.slice(i * chunkBytes, (i + 1) * chunkBytes),
  );
  return new StreamBytes(ReadableStream.from(cuts));
}

async function pullAll(from: GunzipBytes, askBytes = 1000): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (;;) {
    const into = new Uint8Array(askBytes);
    const count = await from.pull(into);
    if (count === 0) break;
    parts.push(into.subarray(0, count));
  }
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Compresses to about half. */
function noise(length: number): Uint8Array {
  const random = new Random(11);
  return Uint8Array.from({ length }, () => random.integer(16));
}

Deno.test("GunzipBytes joins the members and ignores zeros behind the last", async () => {
  const plain = noise(100_000);
  const cut = 33_333;
  const zipped = bytes(gzipSync(plain.subarray(0, cut)), gzipSync(plain.subarray(cut)));
  await using gunzip = new GunzipBytes(source(bytes(zipped, new Uint8Array(700)), 777));
  deepEqual(await pullAll(gunzip), plain);
  equal(gunzip.damage, undefined);
  equal(gunzip.inputBytes, zipped.length + 700);
});

Deno.test("GunzipBytes gives all of a member whose checksum is wrong, and says so", async () => {
  const plain = noise(5000);
  const zipped = Uint8Array.from(gzipSync(plain));
  zipped[zipped.length - 8] ^= 1;
  await using gunzip = new GunzipBytes(source(zipped));
  deepEqual(await pullAll(gunzip), plain);
  match(gunzip.damage ?? "", /^the gzip stream is broken \(incorrect data check\)$/);
});

Deno.test("GunzipBytes gives the same bytes of a broken stream however it is cut", async () => {
  const zipped = Uint8Array.from(gzipSync(noise(300_000)));
  zipped.fill(0, 100_000, 100_016);
  await using whole = new GunzipBytes(source(zipped));
  const expected = await pullAll(whole);
  ok(expected.length > 100_000 && whole.damage !== undefined);
  for (const chunkBytes of [1000, 4096, 40_001]) {
    await using gunzip = new GunzipBytes(source(zipped, chunkBytes));
    deepEqual(await pullAll(gunzip, 12_345), expected);
    equal(gunzip.damage, whole.damage);
  }
});

Deno.test("GunzipBytes gives all that a cut stream holds", async () => {
  const plain = noise(200_000);
  const zipped = gzipSync(plain);
  await using gunzip = new GunzipBytes(source(zipped.subarray(0, zipped.length - 8)));
  deepEqual(await pullAll(gunzip), plain);
  equal(gunzip.damage, "the gzip stream is cut short");
});

Deno.test("GunzipBytes stops a stream that expands beyond the ratio", async () => {
  const bomb = gzipSync(new Uint8Array(50_000_000));
  const limits = { ...INFLATE_LIMITS, ratio: 100, ratioGraceBytes: 1_000_000 };
  await using gunzip = new GunzipBytes(source(bomb), limits);
  const { length } = await pullAll(gunzip, 1 << 20);
  // 32 KiB of input are read when the limit is met, and 512 bytes of them in work, which come out
  // as 1,032 times as many: that is what may wait in memory.
  ok(length < 100 * 32 * 1024 + 512 * 1032, `${length} bytes came out`);
  equal(gunzip.damage, "the gzip stream expands more than 100 times");
});

Deno.test("GunzipBytes stops a stream that holds more than the total", async () => {
  const limits = { ...INFLATE_LIMITS, totalBytes: 100_000 };
  await using gunzip = new GunzipBytes(source(gzipSync(noise(400_000))), limits);
  ok((await pullAll(gunzip)).length < 400_000);
  equal(gunzip.damage, "the gzip stream holds more than 100000 bytes");
});

Deno.test("GunzipBytes passes on that its source failed", async () => {
  const zipped = gzipSync(noise(10_000));
  let sent = false;
  const failing = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      if (sent) return controller.error(new Error("line lost"));
      sent = true;
      controller.enqueue(zipped.subarray(0, 1000));
    },
  });
  await using gunzip = new GunzipBytes(new StreamBytes(failing));
  ok((await pullAll(gunzip)).length > 0);
  equal(gunzip.damage, "the stream failed (line lost)");
});
