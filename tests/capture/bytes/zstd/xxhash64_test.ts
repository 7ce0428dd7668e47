import { equal } from "node:assert/strict";
import { XxHash64 } from "#lib/capture/bytes/zstd/xxhash64.ts";
import { Random } from "#lib/core/random.ts";

/** Values that the reference implementation's users publish. */
const KNOWN: Readonly<Record<string, bigint>> = {
  "": 0xef46db3751d8e999n,
  "a": 0xd24ec4f1a98c6e5bn,
  "abc": 0x44bc2cf5ad770999n,
  "Nobody inspects the spammish repetition": 0xfbcea83c8a378bf1n,
};

Deno.test("XxHash64 gives the published values", () => {
  for (const [text, expected] of Object.entries(KNOWN)) {
    const hash = new XxHash64();
    hash.update(new TextEncoder().encode(text));
    equal(hash.digest(), expected, text);
  }
});

Deno.test("XxHash64 is alike however its input is cut, and begins anew", () => {
  const random = new Random(4);
  const data = Uint8Array.from({ length: 1000 }, () => random.integer(256));
  const whole = new XxHash64();
  const cut = new XxHash64();
  whole.update(data);
  for (let run = 0; run < 100; run++) {
    cut.reset();
    for (let at = 0, next = 0; at < data.length; at = next) {
      next = Math.min(data.length, at + random.integer(70));
      cut.update(data.subarray(at, next));
    }
    equal(cut.digest(), whole.digest());
  }
});
