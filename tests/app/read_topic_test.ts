import assert from "node:assert/strict";
import { byLinkName } from "#lib/app/by_link_name.ts";
import { Progress, type ProgressOptions } from "#lib/app/progress.ts";
import { readTopic, type TopicRequest } from "#lib/app/read_topic.ts";
import { Terminal } from "#lib/app/terminal.ts";
import type { Bus } from "#lib/bus/bus.ts";
import { MemoryBus } from "#lib/bus/memory/memory_bus.ts";
import { MemoryStore } from "#lib/bus/memory/memory_store.ts";
import { UserError } from "#lib/core/errors.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { WindowBatch } from "#lib/window/window_batch.ts";
import { KEEP } from "../bus/bus_driver.ts";
import { ManualClock } from "../bus/manual_clock.ts";
import { withCalls } from "./with_calls.ts";

const PARTITIONS = 3;
const KEYS = Array.from({ length: 8 }, (_, i) => `k${i}`);

/** A topic of ten rounds of messages, one round every second; gives when each began. */
async function makeTopic(): Promise<{ bus: Bus; clock: ManualClock; times: number[] }> {
  const clock = new ManualClock();
  const bus = new MemoryBus(new MemoryStore(), { clock });
  await bus.createTopic("t", { partitions: PARTITIONS, ...KEEP });
  const times: number[] = [];
  for (let round = 0; round < 10; round++) {
    clock.advance(1_000);
    times.push(clock.nowMs());
    await bus.publish(KEYS.map((key) => ({ topic: "t", key, value: String(round) })));
  }
  return { bus, clock, times };
}

/** Reads, and gives the values in order and what the progress has said, each update a line. */
async function read(bus: Bus, request: Partial<TopicRequest>) {
  const said: string[] = [];
  const write = (text: string) => void said.push(text);
  const terminal = new Terminal({ write, isTerminal: false, columns: () => 80 });
  let nowMs = 0;
  const clock = { nowMs: () => nowMs += 60_000 };
  const context = {
    signal: new AbortController().signal,
    progress: (options: ProgressOptions) => new Progress(options, { clock, terminal }),
  };
  const whole = { topic: "t", bus: "memory:", maxMessages: 1e9, ...request };
  const values: string[] = [];
  for await (const part of readTopic(bus, whole, context)) values.push(...part.values.map(String));
  return { values: values.sort(), said };
}

/** The values of rounds, as often as there are keys. */
function rounds(from: number, to: number): string[] {
  const numbers = Array.from({ length: to - from }, (_, i) => String(from + i));
  return numbers.flatMap((round) => KEYS.map(() => round));
}

Deno.test("readTopic() reads what was appended from one time to another, and no more", async () => {
  const { bus, times } = await makeTopic();
  assert.deepEqual((await read(bus, {})).values, rounds(0, 10));
  assert.deepEqual((await read(bus, { sinceMs: times[4] })).values, rounds(4, 10));
  assert.deepEqual((await read(bus, { untilMs: times[4] })).values, rounds(0, 4));
  const some = await read(bus, { sinceMs: times[2] - 999, untilMs: times[7] + 1 });
  assert.deepEqual(some.values, rounds(2, 8));
  assert.deepEqual((await read(bus, { sinceMs: times[5], untilMs: times[5] })).values, []);
  assert.deepEqual((await read(bus, { sinceMs: times[5], untilMs: times[3] })).values, []);
});

Deno.test("readTopic() reads the newest messages of the stretch where there are more", async () => {
  const { bus, times } = await makeTopic();
  const { values } = await read(bus, { untilMs: times[6], maxMessages: 16 });
  assert.deepEqual(values, rounds(4, 6));
});

Deno.test("readTopic() says how far it has come in offsets, up to the whole", async () => {
  const { bus, times } = await makeTopic();
  const slow = withCalls(bus, { read: (request) => bus.read({ ...request, maxMessages: 10 }) });
  const { said } = await read(slow, { sinceMs: times[3], untilMs: times[8] });
  assert.deepEqual(
    said.map((line) => /^read t (\d+ %), (\d+\/\d+) messages/.exec(line)?.slice(1)),
    [["25 %", "10/40"], ["50 %", "20/40"], ["75 %", "30/40"], ["100 %", "40/40"]],
  );
});

Deno.test("readTopic() leaves out what is written while it reads", async () => {
  const { bus } = await makeTopic();
  const late = KEYS.map((key) => ({ topic: "t", key, value: "late" }));
  const busy = withCalls(bus, {
    read: async (request) => {
      await bus.publish(late);
      return await bus.read({ ...request, maxMessages: 7 });
    },
  });
  assert.deepEqual((await read(busy, {})).values, rounds(0, 10));
});

Deno.test("readTopic() names the topic and what to do where there is none", async () => {
  const { bus } = await makeTopic();
  await assert.rejects(read(bus, { topic: "absent" }), (error) => {
    assert(error instanceof UserError);
    assert.match(error.message, /^Cannot read "absent" of memory:: there is no such topic; write/);
    return true;
  });
});

Deno.test("byLinkName() gives the same windows whatever order links were met in", () => {
  const give = (names: readonly string[]) => {
    const links = new LinkTable();
    for (const name of names) links.intern(name);
    const windows = new WindowBatch();
    for (const start of [5, 0]) {
      for (const name of names) {
        const row = windows.addRow();
        windows.link[row] = links.intern(name);
        windows.start[row] = start;
        windows.packetCount[row] = name.length + start;
      }
    }
    const sorted = byLinkName(windows, links);
    return Array.from({ length: sorted.windows.length }, (_, row) => [
      sorted.links.name(sorted.windows.link[row]),
      sorted.windows.link[row],
      sorted.windows.start[row],
      sorted.windows.packetCount[row],
    ]);
  };
  const expected = [["a", 0, 0, 1], ["a", 0, 5, 6], ["bb", 1, 0, 2], ["bb", 1, 5, 7]];
  assert.deepEqual(give(["bb", "a"]), expected);
  assert.deepEqual(give(["a", "bb"]), expected);
});
