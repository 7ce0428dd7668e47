import { deepEqual, equal, ok } from "node:assert/strict";
import { constants, zstdCompressSync } from "node:zlib";
import { frameHeaderBytes } from "#lib/capture/bytes/zstd/frame_header.ts";
import { INFLATE_LIMITS } from "#lib/capture/limits.ts";
import { Random } from "#lib/core/random.ts";
import { bytes } from "../packet_bytes.ts";
import { pullAll, unzstd, unzstdAll } from "./unzstd.ts";

/** Compresses to about half; long enough for several blocks. */
function noise(length: number): Uint8Array {
  const random = new Random(12);
  return Uint8Array.from({ length }, () => random.integer(16));
}

Deno.test("UnzstdBytes joins frames, skips skippable ones, and is alike however it is cut", async () => {
  const plain = noise(400_000);
  const skippable = bytes(0x5f, 0x2a, 0x4d, 0x18, 0, 1, 0, 0, new Uint8Array(256));
  const zipped = bytes(
    skippable,
    zstdCompressSync(plain.subarray(0, 333_333)),
    skippable,
    zstdCompressSync(new Uint8Array()),
    zstdCompressSync(plain.subarray(333_333)),
  );
  for (const chunkBytes of [1013, 4096, 65_537, zipped.length]) {
    await using source = unzstd(zipped, chunkBytes);
    deepEqual(await pullAll(source, 12_345), plain, `chunks of ${chunkBytes}`);
    equal(source.damage, undefined);
    equal(source.inputBytes, zipped.length);
  }
});

Deno.test("UnzstdBytes gives the whole blocks of a cut stream, and says so", async () => {
  const plain = noise(400_000);
  const zipped = zstdCompressSync(plain);
  for (const cut of [1, 5, 1000, zipped.length - 9, zipped.length - 5]) {
    await using source = unzstd(zipped.subarray(0, zipped.length - cut));
    const out = await pullAll(source, 1000);
    deepEqual(out, plain.subarray(0, out.length));
    equal(source.damage, "the zstd stream is cut short", `${cut} bytes missing`);
  }
});

Deno.test("UnzstdBytes refuses a window beyond what the reference decoder allows", async () => {
  // A window descriptor of 2^28 bytes, and a single segment of 2^32.
  for (const header of [[0x00, 18 << 3], [0xe0, 0, 0, 0, 0, 1, 0, 0, 0]]) {
    await using source = unzstd(bytes(0x28, 0xb5, 0x2f, 0xfd, header, new Uint8Array(40)));
    equal((await pullAll(source)).length, 0);
    ok(source.damage?.startsWith("the zstd stream wants a window of more than 33554432 bytes"));
  }
});

Deno.test("UnzstdBytes stops a stream that expands beyond the ratio or the total", async () => {
  const bomb = zstdCompressSync(new Uint8Array(50_000_000));
  const ratio = { ...INFLATE_LIMITS, ratio: 100, ratioGraceBytes: 1_000_000 };
  await using expanding = unzstd(bomb, 1000, ratio);
  ok((await pullAll(expanding, 1 << 20)).length <= 1_000_000 + 128 * 1024);
  equal(expanding.damage, "the zstd stream expands more than 100 times");
  await using long = unzstd(bomb, 1000, { ...INFLATE_LIMITS, totalBytes: 100_000 });
  ok((await pullAll(long, 1 << 20)).length <= 100_000 + 128 * 1024);
  equal(long.damage, "the zstd stream holds more than 100000 bytes");
});

Deno.test("UnzstdBytes says where a stream turns into something else", async () => {
  await using source = unzstd(bytes(zstdCompressSync(noise(10)), [1, 2, 3, 4]));
  deepEqual(await pullAll(source), noise(10));
  equal(source.damage, "the zstd stream goes on with something else");
  const broken = zstdCompressSync(noise(1000));
  broken[frameHeaderBytes(broken, 0)] |= 6;
  await using reserved = unzstd(broken);
  equal((await pullAll(reserved)).length, 0);
  ok(reserved.damage?.startsWith("the zstd stream is broken"));
});

Deno.test("UnzstdBytes reads empty blocks among others, however the stream is cut", async () => {
  const raw = (data: readonly number[], last: 0 | 1) => [data.length << 3 | last, 0, 0, ...data];
  const blocks = [...raw([1, 2, 3, 4, 5], 0), ...raw([], 0), ...raw([6, 7, 8], 0), ...raw([], 1)];
  const frame = bytes(0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58, blocks);
  const zipped = bytes(frame, frame);
  for (const chunkBytes of [1, 2, 3, 5, 8, zipped.length]) {
    await using source = unzstd(zipped, chunkBytes);
    deepEqual([...await pullAll(source)], [1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8]);
    equal(source.damage, undefined);
  }
});

Deno.test("UnzstdBytes gives all of a frame whose checksum is wrong or missing, and says so", async () => {
  const plain = noise(200_000);
  const zipped = zstdCompressSync(plain, { params: { [constants.ZSTD_c_checksumFlag]: 1 } });
  deepEqual(await unzstdAll(zipped), { out: plain, damage: undefined });
  const cut = await unzstdAll(zipped.subarray(0, zipped.length - 1));
  deepEqual(cut, { out: plain, damage: "the zstd stream is cut short" });
  const wrong = zipped.slice();
  wrong[wrong.length - 3] ^= 1;
  const damage = "the zstd stream is broken (a wrong checksum)";
  for (const chunkBytes of [1, 1000, wrong.length]) {
    deepEqual(await unzstdAll(bytes(wrong, zipped), chunkBytes), { out: plain, damage });
  }
});

Deno.test("UnzstdBytes says that a frame is shorter or longer than its header claims", async () => {
  const raw = (claim: number) =>
    bytes(0x28, 0xb5, 0x2f, 0xfd, 0x20, claim, 3 << 3 | 1, 0, 0, 1, 2, 3);
  equal((await unzstdAll(raw(3))).damage, undefined);
  for (const [claim, out] of [[2, []], [4, [1, 2, 3]]] as const) {
    const read = await unzstdAll(raw(claim));
    deepEqual([...read.out], out);
    ok(read.damage?.startsWith("the zstd stream is broken"), read.damage);
  }
});

Deno.test("UnzstdBytes says which dictionary a frame needs; number 0 is none", async () => {
  const block = [1 << 3 | 1, 0, 0, 7];
  const magic = [0x28, 0xb5, 0x2f, 0xfd];
  const needed = await unzstdAll(bytes(magic, 0x02, 0x58, 0x39, 0x30, block));
  ok(needed.damage?.startsWith("the zstd stream needs dictionary 12345"), needed.damage);
  const none = await unzstdAll(bytes(magic, 0x01, 0x58, 0, block));
  deepEqual(none, { out: Uint8Array.of(7), damage: undefined });
  const reserved = await unzstdAll(bytes(magic, 0x08, 0x58, block));
  equal(reserved.damage, "the zstd stream is broken (a frame of an unknown kind)");
});
