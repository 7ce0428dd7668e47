import { MemoryBus } from "#lib/bus/memory/memory_bus.ts";
import { MemoryStore } from "#lib/bus/memory/memory_store.ts";
import { busConformance, type BusHarness, FILLER_KEY, RETENTION_MS } from "../conformance.ts";
import { ManualClock } from "../manual_clock.ts";

busConformance("MemoryBus", () => {
  const clock = new ManualClock();
  const store = new MemoryStore();
  const open = () => Promise.resolve(new MemoryBus(store, { clock }));
  const harness: BusHarness = {
    open,
    pass: (lengthMs) => Promise.resolve(clock.advance(lengthMs)),
    nowMs: () => clock.nowMs(),
    expire: async (topic) => {
      clock.advance(RETENTION_MS + 1);
      await (await open()).publish([{ topic, key: FILLER_KEY, value: "" }]);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return Promise.resolve(harness);
});
