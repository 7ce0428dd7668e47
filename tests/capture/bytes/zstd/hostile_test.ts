import { deepEqual, equal, ok } from "node:assert/strict";
import { zstdDecompressSync } from "node:zlib";
import { Random } from "#lib/core/random.ts";
import { bytes } from "../../packet_bytes.ts";
import { unzstdAll } from "../unzstd.ts";
import { SAMPLES, zstd } from "./samples.ts";

const BLOCK_BYTES = 128 * 1024;

/** A frame with a window of 2 MiB, of a raw block of 8 bytes and a compressed last one. */
function frame(...content: readonly number[]): Uint8Array {
  const size = content.length << 3 | 5;
  return bytes(
    [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58],
    [8 << 3, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8],
    [size & 255, size >> 8, 0],
    content,
  );
}

/** No literals, and sequences that take no bits: three bytes each, from the offset before. */
function freeSequences(count: number): Uint8Array {
  const over = count - 0x7f00;
  return frame(0, 255, over & 255, over >> 8, 0x54, 0, 0, 0, 1);
}

Deno.test("a block of nine bytes gives 128 KiB at most", async () => {
  const most = Math.floor(BLOCK_BYTES / 3);
  const { out, damage } = await unzstdAll(freeSequences(most));
  equal(damage, undefined);
  equal(out.length, 8 + 3 * most);
  deepEqual(out, new Uint8Array(zstdDecompressSync(freeSequences(most))));
  for (const count of [most + 1, 0xffff + 0x7f00]) {
    const { out, damage } = await unzstdAll(freeSequences(count));
    equal(out.length, 8);
    equal(damage, "the zstd stream is broken (a block of too many bytes)");
  }
});

/** A frame with bytes changed by fuzzing, which kept another decoder busy for a second. */
const SLOW =
  "KLUv/QBYtQIAAGQE1MOyoQIABAD//wAAAQAAAADxU2XnAwAANgACAAAAAAIBCABFAAAoEjQAAEAGnPEKAAABwKgB" +
  "ApxAAbsAUAIgAfFTZXfUAwUAU4gBENKltGKHAwE=";

Deno.test("a block of tables with unknown codes is refused before any sequence is carried out", async () => {
  const { out, damage } = await unzstdAll(Uint8Array.fromBase64(SLOW));
  equal(out.length, 0);
  equal(damage, "the zstd stream is broken (an unknown code of sequences)");
});

const REFUSED: Readonly<Record<string, readonly [content: readonly number[], why: RegExp]>> = {
  "no literals section": [[], /without literals/],
  "literals beyond the block": [[0xf8, 1], /literals beyond their block/],
  "more literals than a block holds": [[0xfd, 0xff, 0xff, 7, 0], /more literals than/],
  "a Huffman table that no block gave": [[0x13, 0x40, 0, 1, 0], /Huffman table is missing/],
  "sequence tables that no block gave": [[0, 1, 0xfc, 1], /tables are missing/],
  "reserved bits": [[0, 1, 0x01, 1], /unknown kind/],
  "an unknown code": [[0, 1, 0x54, 36, 0, 0, 1], /unknown code/],
  "no bit stream": [[0, 1, 0x54, 0, 0, 0], /without an end mark/],
  "a bit stream of padding only": [[0, 1, 0x54, 0, 0, 0, 0], /without an end mark/],
  "bits left over": [[0, 1, 0x54, 0, 0, 0, 2], /do not match/],
  "too few bits": [[0, 1, 0x54, 0, 0, 52, 1], /sequences cut short/],
  "literals that are not there": [[0, 1, 0x54, 1, 0, 0, 1], /literals run out/],
  "an offset beyond the output": [[0, 1, 0x54, 0, 4, 0, 0x10], /beyond the window/],
  "an offset beyond every window": [[0, 1, 0x54, 0, 31, 0, 1], /beyond the window/],
  "an offset of nothing": [[0, 2, 0x54, 0, 1, 0, 7], /beyond the window/],
  "something behind no sequences": [[0, 0, 0], /behind the last/],
};

for (const [what, [content, why]] of Object.entries(REFUSED)) {
  Deno.test(`FrameDecoder refuses ${what}, and keeps the block before`, async () => {
    for (const chunkBytes of [1, 100]) {
      const { out, damage } = await unzstdAll(frame(...content), chunkBytes);
      deepEqual([...out], [1, 2, 3, 4, 5, 6, 7, 8]);
      ok(why.test(damage ?? ""), damage);
    }
  });
}

/** The reference's answer to one frame. */
function reference(zipped: Uint8Array): Uint8Array | undefined {
  try {
    return new Uint8Array(zstdDecompressSync(zipped, { maxOutputLength: 2 ** 26 }));
  } catch {
    return undefined;
  }
}

Deno.test("FrameDecoder accepts no mutation that the reference refuses, or reads otherwise", async () => {
  const random = new Random(21);
  const seeds = Object.values(SAMPLES).flatMap((make) =>
    [1, 3, 6, 16].map((level) => zstd(make(500 * level), { level, windowLog: 14 }))
  );
  let accepted = 0;
  let refused = 0;
  for (let run = 0; run < 1500; run++) {
    const zipped = seeds[run % seeds.length].slice();
    for (let i = random.integer(4); i > 0; i--) {
      // Behind the frame's header: where the reference looks at a lone frame as we do.
      const at = 6 + random.integer(zipped.length - 6);
      if (random.integer(2) === 0) zipped[at] = random.integer(256);
      else zipped[at] ^= 1 << random.integer(8);
    }
    const { out, damage } = await unzstdAll(zipped);
    ok(out.length <= BLOCK_BYTES * (zipped.length / 4), "bounded by the number of blocks");
    if (damage === undefined) {
      accepted++;
      deepEqual(out, reference(zipped), `run ${run}`);
    } else {
      refused++;
      const cut = await unzstdAll(zipped, 1 + random.integer(40));
      deepEqual(cut, { out, damage }, `run ${run}`);
    }
  }
  ok(accepted > 100 && refused > 100, `${accepted} accepted, ${refused} refused`);
});
