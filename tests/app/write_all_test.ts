import assert from "node:assert/strict";
import { writeAll } from "#lib/app/write_all.ts";

Deno.test("writeAll() goes on after writes that took a part, or found no room", () => {
  const taken: number[] = [];
  let calls = 0;
  writeAll({
    writeSync(bytes) {
      if (++calls % 3 === 2) throw new Deno.errors.WouldBlock("EAGAIN");
      taken.push(...bytes.subarray(0, 2));
      return Math.min(2, bytes.length);
    },
  }, "wörter\n");
  assert.equal(new TextDecoder().decode(new Uint8Array(taken)), "wörter\n");
});

Deno.test("writeAll() throws what is no lack of room", () => {
  const stream = {
    writeSync: () => {
      throw new Deno.errors.BrokenPipe("EPIPE");
    },
  };
  assert.throws(() => writeAll(stream, "a"), Deno.errors.BrokenPipe);
});
