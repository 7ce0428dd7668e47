import assert from "node:assert/strict";
import { join } from "node:path";
import { CapturePosition } from "#lib/app/capture_position.ts";
import type { Bus } from "#lib/bus/bus.ts";
import { MemoryBus } from "#lib/bus/memory/memory_bus.ts";
import { MemoryStore } from "#lib/bus/memory/memory_store.ts";
import { UserError } from "#lib/core/errors.ts";
import { KEEP, readAll } from "../bus/bus_driver.ts";
import { ManualClock } from "../bus/manual_clock.ts";

/** A log, and a folder for captures. */
async function placeOf() {
  const dir = await Deno.makeTempDir({ prefix: "position-" });
  const clock = new ManualClock();
  const store = new MemoryStore();
  const bus = (): Bus => new MemoryBus(store, { clock });
  await bus().createTopic("packets", { partitions: 1, ...KEEP });
  return {
    clock,
    bus,
    write: async (name: string, bytes: number, seed = 0) => {
      const path = join(dir, name);
      await Deno.writeFile(
        path,
        Uint8Array.from({ length: bytes }, (_, i) => (i * i + seed) % 251),
      );
      return path;
    },
    take: (input: string, target: string) =>
      CapturePosition.open(bus(), [input], target, { clock, patienceMs: 5_000 }),
    published: async () => (await readAll(bus(), "packets")).map(({ value }) => value),
    [Symbol.asyncDispose]: () => Deno.remove(dir, { recursive: true }),
  };
}

/** Messages with these values. */
function messages(...values: string[]) {
  return values.map((value) => ({ topic: "packets", key: "a", value }));
}

Deno.test("a capture goes on behind the packets that are on the bus", async () => {
  await using place = await placeOf();
  const file = await place.write("a.pcap", 100_000);
  {
    await using position = await place.take(file, "packets");
    assert.equal(position.published, 0);
    await position.store(messages("1", "2"), 20);
    await position.store(messages("3"), 5);
    assert.equal(position.published, 25);
  }
  await using position = await place.take(file, "packets");
  assert.equal(position.published, 25);
  assert.deepEqual(await place.published(), ["1", "2", "3"]);
});

Deno.test("another file, and another target of the same file, start at their beginning", async () => {
  await using place = await placeOf();
  const file = await place.write("a.pcap", 2_000);
  await using position = await place.take(file, "packets\nuplink");
  await position.store(messages("1"), 20);
  const other = await place.write("b.pcap", 2_000, 1);
  const same = await place.write("copy.pcap", 2_000);
  await using beside = await place.take(other, "packets\nuplink");
  await using renamed = await place.take(same, "packets\nlab");
  assert.deepEqual([beside.published, renamed.published], [0, 0]);
});

Deno.test("a file that has grown since is known again", async () => {
  await using place = await placeOf();
  for (const [was, is] of [[3_000, 5_000], [3_000, 200_000], [70_000, 90_000]]) {
    const file = await place.write("growing.pcap", was, was);
    {
      await using position = await place.take(file, `packets ${is}`);
      await position.store(messages("1"), 7);
    }
    await place.write("growing.pcap", is, was);
    await using position = await place.take(file, `packets ${is}`);
    assert.equal(position.published, 7, `${was} to ${is} bytes`);
  }
});

Deno.test("two processes do not publish one file to one place", async () => {
  await using place = await placeOf();
  const file = await place.write("a.pcap", 2_000);
  await using _first = await place.take(file, "packets");
  await assert.rejects(place.take(file, "packets"), (error) => {
    assert(error instanceof UserError);
    assert.match(
      error.message,
      /^Cannot publish ".*": another process is .* not let go .* for 5 s/,
    );
    return true;
  });
});

Deno.test("a file that another process was killed at is taken up when that one is missed", async () => {
  await using place = await placeOf();
  const file = await place.write("a.pcap", 2_000);
  const killed = await place.take(file, "packets");
  await killed.store(messages("1"), 10);
  place.clock.advance(6_000);
  const said: string[] = [];
  const log = { info: (line: string) => void said.push(line), warn: () => {} };
  await using next = await CapturePosition.open(place.bus(), [file], "packets", {
    clock: place.clock,
    log,
  });
  assert.equal(next.published, 10);
  assert.match(said.join("\n"), /^waiting for another process/);
  await assert.rejects(killed.store(messages("1, once more"), 10), isTakenOver);
});

Deno.test("a process whose file was taken over while it hung publishes nothing more", async () => {
  for (const isBack of [false, true]) {
    await using place = await placeOf();
    const file = await place.write("a.pcap", 2_000);
    await using hung = await place.take(file, "packets");
    await hung.store(messages("1"), 10);
    place.clock.advance(60_000);
    {
      await using second = await place.take(file, "packets");
      assert.equal(second.published, 10);
      await second.store(messages("2"), 10);
      if (!isBack) await assert.rejects(hung.store(messages("2, once more"), 10), isTakenOver);
    }
    // The file is free again, but not where the hung process was.
    if (isBack) await assert.rejects(hung.store(messages("2, once more"), 10), isTakenOver);
    assert.deepEqual(await place.published(), ["1", "2"]);
  }
});

function isTakenOver(error: unknown): boolean {
  return error instanceof UserError && error.message.includes("another process has taken over");
}
