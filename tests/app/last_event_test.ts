import assert from "node:assert/strict";
import { lastEventUs } from "#lib/app/last_event.ts";
import { MemoryBus } from "#lib/bus/memory/memory_bus.ts";
import { MemoryStore } from "#lib/bus/memory/memory_store.ts";
import { KEEP } from "../bus/bus_driver.ts";
import { ManualClock } from "../bus/manual_clock.ts";
import { messagesOf, type NamedRecord, TOPICS } from "./pipeline_parts.ts";

async function busWith(
  records: readonly NamedRecord[],
  format?: "json" | "packed",
): Promise<MemoryBus> {
  const bus = new MemoryBus(new MemoryStore(), { clock: new ManualClock() });
  await bus.createTopic(TOPICS.topic, { partitions: 4, ...KEEP });
  await bus.publish(messagesOf(records, format));
  return bus;
}

Deno.test("a topic without a record has no last event", async () => {
  const bus = await busWith([]);
  assert.equal(await lastEventUs(bus, "no such topic"), undefined);
  assert.equal(await lastEventUs(bus, TOPICS.topic), undefined);
  await bus.publish([{ topic: TOPICS.topic, key: "a", value: "no record" }]);
  assert.equal(await lastEventUs(bus, TOPICS.topic), undefined);
});

for (const format of ["json", "packed"] as const) {
  Deno.test(`the last event is the latest over all links, in ${format} too`, async () => {
    const records = Array.from({ length: 3_000 }, (_, i) => (
      { ts: 1_000_000 + i * 10, link: `link-${i % 7}`, len: 60 }
    ));
    const bus = await busWith(records, format);
    assert.equal(await lastEventUs(bus, TOPICS.topic), records.at(-1)!.ts);
  });
}

Deno.test("the last event need not lie in the last message", async () => {
  const bus = await busWith([
    { ts: 5_000, link: "a" },
    { ts: 9_000, link: "a" },
    { ts: 7_000, link: "a" },
    { ts: 8_000, link: "b" },
  ]);
  await bus.publish([{ topic: TOPICS.topic, key: "a", value: "no record" }]);
  assert.equal(await lastEventUs(bus, TOPICS.topic), 9_000);
});

Deno.test("ticks and ends are events", async () => {
  const bus = await busWith([{ ts: 1, link: "a" }, { kind: 2, ts: 20, link: "a" }]);
  assert.equal(await lastEventUs(bus, TOPICS.topic), 20);
});
