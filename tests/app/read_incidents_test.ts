import assert from "node:assert/strict";
import { Progress } from "#lib/app/progress.ts";
import { readIncidents } from "#lib/app/read_incidents.ts";
import { Terminal } from "#lib/app/terminal.ts";
import { type AlertEvent, alertRecord } from "#lib/alert/alert_record.ts";
import { MemoryBus } from "#lib/bus/memory/memory_bus.ts";
import { MemoryStore } from "#lib/bus/memory/memory_store.ts";
import { KEEP } from "../bus/bus_driver.ts";

const S = 1_000_000;

/** An alert's record as text: the incident of `openedAt`, and the window that made the record. */
function alert(state: AlertEvent["state"], openedAtS: number, windowEndS: number): string {
  const event: AlertEvent = {
    state,
    openedAt: openedAtS * S,
    windowEnd: windowEndS * S,
    watermark: windowEndS * S + 5,
    horizon: 1,
    value: 120,
    expectedAt: windowEndS * S,
  };
  return JSON.stringify(alertRecord("a", event, 100, ""));
}

/** Reads what values on a topic of alerts say of the link "a". */
async function incidentsOf(values: readonly (string | Uint8Array)[]) {
  const clock = { nowMs: () => 0, sleep: () => Promise.resolve() };
  const bus = new MemoryBus(new MemoryStore(), { clock });
  await bus.createTopic("alerts", { partitions: 1, ...KEEP });
  await bus.publish(values.map((value) => ({ topic: "alerts", key: "a", value })));
  const terminal = new Terminal({ write: () => {}, isTerminal: false, columns: () => 80 });
  const found = await readIncidents(
    bus,
    { topic: "alerts", bus: "memory:", maxMessages: Infinity },
    {
      log: terminal,
      progress: (options) => new Progress(options, { clock, terminal }),
      signal: new AbortController().signal,
    },
  );
  return (found.get("a") ?? []).map(({ openedAt, alertedAt, resolvedAt }) => ({
    openedAt,
    alertedAt,
    resolvedAt,
  }));
}

Deno.test("readIncidents() passes over messages that are no alerts", async () => {
  const incidents = await incidentsOf([
    "no JSON",
    alert("open", 10, 10),
    "null",
    '{"state":"open","id":"x","link":"a"}',
    alert("open", 20, 20).replace('"v":1', '"v":2'),
    new Uint8Array([1, 2, 255]),
    alert("resolved", 10, 30),
  ]);
  assert.deepEqual(incidents, [
    { openedAt: 10 * S, alertedAt: 10 * S + 5, resolvedAt: 30 * S },
  ]);
});

Deno.test("readIncidents() gives each incident once, in order, the last one open", async () => {
  const incidents = await incidentsOf([
    alert("resolved", 5, 10), // its opening is deleted
    alert("open", 20, 20),
    alert("open", 20, 20), // seen again
    alert("resolved", 20, 40),
    alert("open", 60, 60),
  ]);
  assert.deepEqual(incidents, [
    { openedAt: 20 * S, alertedAt: 20 * S + 5, resolvedAt: 40 * S },
    { openedAt: 60 * S, alertedAt: 60 * S + 5, resolvedAt: undefined },
  ]);
});
