import assert from "node:assert/strict";
import { Progress, type ProgressOptions } from "#lib/app/progress.ts";
import { Terminal } from "#lib/app/terminal.ts";

/** A screen of the given width, or a file for width 0, with a clock that tests move. */
function setUp(options: ProgressOptions, width: number) {
  const writes: string[] = [];
  const terminal = new Terminal({
    write: (text) => writes.push(text),
    isTerminal: width > 0,
    columns: () => width,
  });
  const clock = { ms: 0, nowMs: () => clock.ms };
  return { writes, clock, progress: new Progress(options, { clock, terminal }) };
}

Deno.test("a progress on a terminal shows a bar, the share, the counts and the time left", () => {
  const { writes, clock, progress } = setUp({ label: "train", unit: "steps", total: 4000 }, 100);
  clock.ms = 10_000;
  progress.update(1000, "loss 0.012");
  assert.deepEqual(writes, [
    "\rtrain [######..................] 25 %, 1,000/4,000 steps, 30 s left, loss 0.012\x1b[K",
  ]);
});

Deno.test("a progress on a terminal is redrawn at most ten times a second", () => {
  const { writes, clock, progress } = setUp({ label: "read", unit: "MB", total: 1000 }, 100);
  for (clock.ms = 0; clock.ms < 1000; clock.ms++) progress.update(clock.ms);
  assert.equal(writes.length, 10);
});

Deno.test("a progress on a terminal is gone when disposed", () => {
  const { writes, progress } = setUp({ label: "read", unit: "MB", total: 10 }, 100);
  progress.update(1);
  progress[Symbol.dispose]();
  assert.equal(writes.at(-1), "\r\x1b[K");
});

Deno.test("a progress is cut to the terminal's width, less the column that would wrap", () => {
  const { writes, progress } = setUp({ label: "read", unit: "MB", total: 10 }, 20);
  progress.update(5);
  assert.equal(writes[0], "\rread [############.\x1b[K");
});

Deno.test("a progress of unknown total shows its rate and promises no end", () => {
  const { writes, clock, progress } = setUp({ label: "read", unit: "messages" }, 100);
  clock.ms = 2_000;
  progress.update(5_000);
  assert.deepEqual(writes, ["\rread 5,000 messages, 2,500 messages/s\x1b[K"]);
});

Deno.test("a progress at its start promises no end, and at its end none is left", () => {
  const { writes, clock, progress } = setUp({ label: "a", unit: "b", total: 10 }, 100);
  clock.ms = 1000;
  progress.update(0);
  clock.ms = 2000;
  progress.update(10);
  assert.match(writes[0], /0 %, 0\/10 b.\[K$/);
  assert.match(writes[1], /100 %, 10\/10 b, 0 s left/);
});

Deno.test("a progress in a file is a line every ten seconds, and none for short work", () => {
  const { writes, clock, progress } = setUp({ label: "train", unit: "steps", total: 100 }, 0);
  for (clock.ms = 0; clock.ms <= 25_000; clock.ms += 100) progress.update(clock.ms / 500);
  progress[Symbol.dispose]();
  assert.deepEqual(writes, [
    "train 20 %, 20/100 steps, 40 s left\n",
    "train 40 %, 40/100 steps, 30 s left\n",
  ]);
});
