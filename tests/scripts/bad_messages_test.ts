import assert from "node:assert/strict";
import { openBus } from "#lib/bus/open.ts";
import { runTask } from "../app/tasks.ts";
import { textsOf } from "./log_contents.ts";
import { assertRefused } from "./said.ts";
import { workplace } from "./workplace.ts";

const place = workplace();
const GOOD = 5_000;

/** Makes a log of good messages with bad ones among them, evenly. */
async function logWith(bad: number): Promise<string> {
  const path = place.path(`bad-${bad}.db`);
  await using bus = await openBus(path, { ifMissing: "create" });
  await bus.createTopic("packets", { partitions: 1, retentionMs: 0, retentionBytes: 0 });
  const messages = Array.from({ length: GOOD }, (_, i) => ({
    topic: "packets",
    key: "a",
    value: `{"v":1,"ts":${1_700_000_000_000_000 + i * 10_000},"link":"a","len":60}`,
  }));
  for (let i = bad - 1; i >= 0; i--) {
    const at = Math.floor((i + 1) * GOOD / bad);
    messages.splice(at, 0, { topic: "packets", key: "a", value: `bad ${i}` });
  }
  await bus.publish(messages);
  return path;
}

async function infer(path: string) {
  const args = ["--bus", path, "--model", await place.model(), "--once", "--print", "none"];
  return await runTask("infer", [...args, "--json"]);
}

async function lettersIn(path: string): Promise<string[]> {
  return (await textsOf(path, "dead-letters")).map((text) => JSON.parse(text).payload);
}

Deno.test("infer sets a bad message in two hundred aside and goes on", async () => {
  const bad = GOOD / 200;
  const path = await logWith(bad);
  const { code, stdout, stderr } = await infer(path);
  assert.equal(code, 0, stderr);
  const { packets, deadLetters } = JSON.parse(stdout.trimEnd().split("\n").at(-1)!);
  assert.deepEqual([packets, deadLetters], [GOOD, bad]);
  const expected = Array.from({ length: bad }, (_, i) => `bad ${i}`);
  assert.deepEqual((await lettersIn(path)).sort(), expected.sort());
});

Deno.test("infer stops above one bad message in a hundred, and the letters say why", async () => {
  const bad = GOOD / 50;
  const path = await logWith(bad);
  const result = await infer(path);
  assertRefused({ ...result, stdout: "" }, {
    sentence:
      /^Cannot go on reading "packets": \d+ of the last minute's \d+ messages are no packet rec.*; check --topic, and see the dead-letter topic for the others$/,
  });
  const letters = await lettersIn(path);
  assert(letters.length >= 10 && letters.length <= bad, `${letters.length} letters`);
  const expected = Array.from({ length: letters.length }, (_, i) => `bad ${i}`);
  assert.deepEqual(letters.sort(), expected.sort());
});
