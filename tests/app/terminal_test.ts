import assert from "node:assert/strict";
import { Terminal } from "#lib/app/terminal.ts";

/** A terminal and what was written to it. */
function setUp(isTerminal: "watched" | "file") {
  const writes: string[] = [];
  const terminal = new Terminal({
    write: (text) => writes.push(text),
    isTerminal: isTerminal === "watched",
    columns: () => 80,
  });
  return { writes, terminal };
}

Deno.test("a line takes the status line's place, so that none is torn", () => {
  const { writes, terminal } = setUp("watched");
  terminal.showStatus("50 %");
  terminal.info("epoch 1");
  terminal.warn("odd");
  assert.deepEqual(writes, ["\r50 %\x1b[K", "\r\x1b[K", "epoch 1\n", "warning: odd\n"]);
});

Deno.test("a status line that did not change is not written again", () => {
  const { writes, terminal } = setUp("watched");
  terminal.showStatus("50 %");
  terminal.showStatus("50 %");
  assert.equal(writes.length, 1);
});

Deno.test("a file gets lines and no status line", () => {
  const { writes, terminal } = setUp("file");
  terminal.showStatus("50 %");
  terminal.hideStatus();
  terminal.info("epoch 1");
  assert.deepEqual(writes, ["epoch 1\n"]);
});
