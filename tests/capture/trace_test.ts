import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { NOT_IP } from "#lib/core/packet.ts";
import { openBytes, readRows } from "./read_rows.ts";

const encode = (text: string) => new TextEncoder().encode(text);

Deno.test("openCapture() reads lines of time and length, however they are cut", async () => {
  const text = encode("    0.001340  1090 \n 12.5\t64\r\n3 1518\n2759.9999999 60");
  for (const chunkBytes of [1, 7, text.length]) {
    await using source = await openBytes(text, chunkBytes);
    const rows = await readRows(source);
    deepEqual(rows.map(({ ts, len }) => [ts, len]), [
      [1340, 1090],
      [12_500_000, 64],
      [3_000_000, 1518],
      [2_759_999_999, 60],
    ]);
    equal(source.damage, undefined);
    deepEqual(rows.map(({ proto }) => proto), new Array(4).fill(NOT_IP));
    deepEqual([...source.stats.undecoded], [["no headers in the trace", 4]]);
  }
});

Deno.test("openCapture() gives a trace up to the line that is none", async () => {
  await using source = await openBytes(encode("0.5 64\n1.5 64\n2.5 sixty\n3.5 64\n"));
  equal((await readRows(source)).length, 2);
  match(source.damage ?? "", /at byte 14, packet 3: its line is not a time .*; 2 whole packets/);
  await using far = await openBytes(encode("9007199254.740991 64\n9007199254.740992 64\n"));
  deepEqual((await readRows(far)).map(({ ts }) => ts), [Number.MAX_SAFE_INTEGER]);
  match(far.damage ?? "", /packet 2: its line is not a time/);
  await using long = await openBytes(encode(`0.5 64\n${"1".repeat(300)}\n`));
  equal((await readRows(long)).length, 1);
  match(long.damage ?? "", /its line is longer than 256 bytes/);
});

Deno.test("openCapture() takes no other text for a trace", async () => {
  for (const text of ["1,2\n", "1\n2\n", "1 2 3\n", "1 -2\n", "1 4294967296\n", "time length\n"]) {
    await rejects(openBytes(encode(text)), /it is no capture/, text);
  }
});
