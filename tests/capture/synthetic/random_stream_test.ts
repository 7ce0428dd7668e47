import assert from "node:assert/strict";
import { streamOf } from "#lib/capture/synthetic/random_stream.ts";

Deno.test("streamOf() tells apart parts, their order, their number and their high bits", () => {
  const streams = [
    streamOf(),
    streamOf(0),
    streamOf(0, 0),
    streamOf(1),
    streamOf(1, 2),
    streamOf(2, 1),
    streamOf(-1),
    streamOf(2 ** 32),
    streamOf(2 ** 40),
  ];
  assert.equal(new Set(streams).size, streams.length);
  assert.equal(streamOf(1, 2), streamOf(1, 2));
});

Deno.test("streamOf() rarely gives neighbours the same stream", () => {
  const streams = new Set<number>();
  for (let link = 0; link < 100; link++) {
    for (let cell = 0; cell < 100; cell++) streams.add(streamOf(1, link, cell));
  }
  // Among 10,000 of 2^32 numbers, chance makes 0.01 pairs alike.
  assert.ok(streams.size >= 9_999);
});
