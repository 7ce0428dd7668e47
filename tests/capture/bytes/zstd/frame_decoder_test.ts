import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { unzstdAll } from "../unzstd.ts";
import { type FrameSettings, joined, SAMPLES, zstd } from "./samples.ts";

async function isWhole(plain: Uint8Array, settings: FrameSettings, what: string): Promise<void> {
  const { out, damage } = await unzstdAll(zstd(plain, settings));
  equal(damage, undefined, what);
  equal(out.length, plain.length, what);
  ok(plain.every((byte, i) => byte === out[i]), what);
}

const LEVELS = [-5, ...Array.from({ length: 22 }, (_, i) => i + 1)];

Deno.test("FrameDecoder reads what the reference writes at every level", async () => {
  for (const [kind, make] of Object.entries(SAMPLES)) {
    const plain = make(140_000);
    for (const level of LEVELS) {
      if (level > 8 && kind !== "text" && kind !== "packets") continue;
      // By themselves the highest levels ask for windows beyond the limit, and take long.
      const windowLog = level > 4 ? 17 : 0;
      await isWhole(plain, { level, windowLog, checksum: 1 }, `${kind}, level ${level}`);
    }
  }
});

Deno.test("FrameDecoder reads frames of every length around those of blocks", async () => {
  const block = 128 * 1024;
  const sizes = [0, 1, 2, 3, 4, 7, 8, 15, 31, 32, 33, 63, 255, 256, 257, 1023, 1024, 1025, 65_791];
  for (const size of [...sizes, block - 1, block, block + 1, 2 * block, 2 * block + 1, 3 * block]) {
    for (const [kind, make] of Object.entries(SAMPLES)) {
      for (const checksum of [0, 1] as const) {
        await isWhole(make(size), { checksum }, `${size} bytes of ${kind}`);
      }
    }
  }
});

Deno.test("FrameDecoder reaches back over the whole of a window many times its length", async () => {
  for (const windowLog of [10, 13, 17]) {
    for (const [kind, make] of Object.entries(SAMPLES)) {
      const unit = make((1 << windowLog) - 37);
      const plain = joined(unit, unit, unit, make(700_000), unit, unit);
      for (const level of [1, 5]) {
        await isWhole(plain, { level, windowLog, checksum: 1 }, `${kind}, window 2^${windowLog}`);
      }
    }
  }
});

const settings = fc.record({
  level: fc.integer({ min: -7, max: 19 }),
  checksum: fc.constantFrom<0 | 1>(0, 1),
  windowLog: fc.integer({ min: 10, max: 20 }),
});

/** Pieces of few letters and repeats of them. */
const plain = fc.array(
  fc.tuple(fc.uint8Array({ maxLength: 60 }), fc.integer({ min: 1, max: 60 })),
  { maxLength: 40 },
).map((parts) =>
  joined(...parts.flatMap(([part, times]) => new Array<Uint8Array>(times).fill(part)))
);

Deno.test("FrameDecoder joins frames of any settings, however the stream is cut", async () => {
  const frames = fc.array(fc.tuple(plain, settings), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(frames, fc.integer({ min: 1, max: 3000 }), async (frames, chunkBytes) => {
      const zipped = joined(...frames.map(([plain, settings]) => zstd(plain, settings)));
      const expected = joined(...frames.map(([plain]) => plain));
      deepEqual(await unzstdAll(zipped, chunkBytes), { out: expected, damage: undefined });
    }),
    { seed: 11, numRuns: 50 },
  );
});
