/**
 * A log in a temporary folder, opened as often as a test likes.
 * @module
 */

import { join } from "node:path";
import type { Bus } from "#lib/bus/bus.ts";
import { openBus } from "#lib/bus/open.ts";
import { type BusHarness, FILLER_KEY, RETENTION_MS } from "../conformance.ts";
import { ManualClock } from "../manual_clock.ts";

/** Makes a folder that is removed with the harness, and a log in it that nobody has opened. */
export async function makeLogHarness(): Promise<BusHarness & { path: string; clock: ManualClock }> {
  const folder = await Deno.makeTempDir({ prefix: "bus-" });
  const path = join(folder, "traffic.db");
  const clock = new ManualClock();
  const opened: Bus[] = [];
  const open = async () => {
    const bus = await openBus(path, { ifMissing: "create", clock });
    opened.push(bus);
    return bus;
  };
  return {
    path,
    clock,
    open,
    pass: (lengthMs) => Promise.resolve(clock.advance(lengthMs)),
    nowMs: () => clock.nowMs(),
    expire: async (topic) => {
      clock.advance(RETENTION_MS + 1);
      const bus = await open();
      // Retention goes in steps before each append.
      for (let i = 0; i < 3; i++) await bus.publish([{ topic, key: FILLER_KEY, value: "" }]);
    },
    async [Symbol.asyncDispose]() {
      for (const bus of opened) await bus[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}
