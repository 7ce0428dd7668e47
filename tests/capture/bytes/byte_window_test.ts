import { deepEqual, equal } from "node:assert/strict";
import type { ByteSource } from "#lib/capture/bytes/byte_source.ts";
import { ByteWindow } from "#lib/capture/bytes/byte_window.ts";

/** Counts up from 0, at most `most` bytes a pull. */
class Counting implements ByteSource {
  inputBytes = 0;
  readonly damage = undefined;
  readonly #length: number;
  readonly #most: number;

  constructor(length: number, most: number) {
    this.#length = length;
    this.#most = most;
  }

  pull(into: Uint8Array): Promise<number> {
    const count = Math.min(into.length, this.#most, this.#length - this.inputBytes);
    for (let i = 0; i < count; i++) into[i] = this.inputBytes++ & 0xff;
    return Promise.resolve(count);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}

Deno.test("ByteWindow shows every byte once, in one piece, wherever chunks are cut", async () => {
  await using slide = new ByteWindow(new Counting(10_000, 37), "test");
  let seen = 0;
  for (let need = 1; await slide.fill(need); need = need % 91 + 1) {
    for (let i = 0; i < need; i++) equal(slide.bytes[slide.at + i], (seen + i) & 0xff);
    equal(slide.position, seen);
    slide.at += need;
    seen += need;
  }
  equal(seen + slide.end - slide.at, 10_000);
});

Deno.test("ByteWindow grows for a record longer than its memory and keeps its place", async () => {
  await using slide = new ByteWindow(new Counting(5_000_000, 1 << 30), "test");
  await slide.fill(10);
  slide.at += 7;
  equal(await slide.fill(4_000_000), true);
  equal(slide.position, 7);
  equal(slide.bytes[slide.at], 7);
  equal(slide.view.getUint8(slide.at + 3_999_999), 4_000_006 & 0xff);
});

Deno.test("ByteWindow hands its unread bytes to the next source first", async () => {
  await using slide = new ByteWindow(new Counting(20, 1), "test");
  await slide.fill(5);
  const into = new Uint8Array(3);
  const pulled: number[] = [];
  for (let count = await slide.pull(into); count > 0; count = await slide.pull(into)) {
    pulled.push(...into.subarray(0, count));
  }
  deepEqual(pulled, Array.from({ length: 20 }, (_, i) => i));
});
