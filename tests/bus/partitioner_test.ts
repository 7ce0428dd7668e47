import assert from "node:assert/strict";
import { murmur2, partitionOf } from "#lib/bus/partitioner.ts";

Deno.test("murmur2() gives the hashes of Kafka's own tests", () => {
  // org.apache.kafka.common.utils.UtilsTest.testMurmur2
  const known: readonly (readonly [string, number])[] = [
    ["21", -973_932_308],
    ["foobar", -790_332_482],
    ["a-little-bit-long-string", -985_981_536],
    ["a-little-bit-longer-string", -1_486_304_829],
    ["lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971],
    ["abc", 479_470_107],
  ];
  for (const [text, hash] of known) assert.equal(murmur2(new TextEncoder().encode(text)), hash);
});

Deno.test("partitionOf() spreads links over all partitions", () => {
  const counts = new Array(8).fill(0);
  for (let i = 0; i < 8_000; i++) counts[partitionOf(`link-${i}`, 8)]++;
  for (const count of counts) assert(count > 900 && count < 1_100, String(counts));
  assert.equal(partitionOf("ünïcödé", 1), 0);
});
