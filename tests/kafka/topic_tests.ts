/**
 * Topics as a real broker has them: their settings, and what compaction leaves of them.
 * @module
 */

import assert from "node:assert/strict";
import type { KafkaBroker } from "#lib/app/kafka_broker.ts";
import { openBus } from "#lib/bus/open.ts";
import { readAll } from "../bus/bus_driver.ts";
import { onAdmin } from "./on_admin.ts";

const TOPIC = 2; // the library's number of the kind of resource
const DAY_MS = 24 * 3600 * 1000;
const LOOK_MS = 100;
const LOOKS = 300;

/** What a test broker needs, so that it looks after what there is to compact all the time. */
export const QUICK_CLEANER: ReadonlyMap<string, string> = new Map([
  ["log.cleaner.backoff.ms", "100"],
]);

/** Defines the tests; the broker is there when they run. */
export function topicTests(broker: () => KafkaBroker): void {
  const open = () => openBus(`kafka://${broker().address}`, { ifMissing: "fail" });

  Deno.test("KafkaBus makes topics with the partitions, retention and compaction asked for", async () => {
    await using bus = await open();
    const kept = { partitions: 3, retentionMs: 7 * DAY_MS, retentionBytes: 3_000_000_000 };
    const endless = { partitions: 1, retentionMs: 0, retentionBytes: 0 };
    await bus.createTopic("kept", kept);
    await bus.createTopic("kept-compacted", { ...kept, cleanup: "compact" });
    await bus.createTopic("endless", endless);
    await bus.createTopic("endless-compacted", { ...endless, cleanup: "compact" });
    const found = await settingsOf(
      broker(),
      ["kept", "kept-compacted", "endless", "endless-compacted"],
      ["cleanup.policy", "retention.ms", "retention.bytes", "min.compaction.lag.ms"],
    );
    assert.deepEqual(found, [
      ["delete", String(7 * DAY_MS), "1000000000", "0"],
      ["compact,delete", String(7 * DAY_MS), "1000000000", String(DAY_MS)],
      ["delete", "-1", "-1", "0"],
      ["compact", "-1", "-1", String(DAY_MS)],
    ]);
    assert.equal((await bus.describeTopic("kept"))!.partitions.length, 3);
  });

  Deno.test("KafkaBus makes the topic of a group's state compacted, without a lag", async () => {
    await using bus = await open();
    await bus.createTopic("followed", { partitions: 5, retentionMs: DAY_MS, retentionBytes: 0 });
    await using _member = await bus.join({
      group: "g",
      topic: "followed",
      sessionTimeoutMs: 10_000,
    });
    const names = ["cleanup.policy", "retention.ms", "min.compaction.lag.ms"];
    assert.deepEqual(await settingsOf(broker(), ["followed.g.state"], names), [
      ["compact", "-1", "0"],
    ]);
    assert.equal((await bus.describeTopic("followed.g.state"))!.partitions.length, 5);
  });

  Deno.test("a broker that compacts alerts keeps the last of each id, and the link as the key", async () => {
    await using bus = await open();
    const options = { partitions: 1, retentionMs: 0, retentionBytes: 0 } as const;
    await bus.createTopic("alerts", { ...options, cleanup: "compact" });
    await compactAtOnce(broker(), "alerts");
    const incidents = ["eth0|1", "eth0|2", "eth1|1"];
    const publish = (state: string) =>
      bus.publish(incidents.map((id) => (
        { topic: "alerts", key: id.split("|")[0], id, value: `${id} ${state}` }
      )));
    for (const state of ["open", "updated", "resolved"]) await publish(state);
    let seen: [string, unknown][] = [];
    for (let look = 0; look < LOOKS && seen.length !== incidents.length + 1; look++) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      // The newest segment is never compacted; a message more ends it.
      await bus.publish([{ topic: "alerts", key: "filler", value: "" }]);
      const all = await readAll(bus, "alerts");
      const fillers = all.filter(({ key }) => key === "filler");
      seen = all.filter((message) => !fillers.slice(0, -1).includes(message))
        .map(({ key, value }) => [key, value]);
    }
    assert.deepEqual(
      seen.slice(0, -1),
      incidents.map((id) => [id.split("|")[0], `${id} resolved`]),
    );
  });
}

/** Gives the values of settings of topics, in the order asked for. */
function settingsOf(
  { address }: KafkaBroker,
  topics: readonly string[],
  names: readonly string[],
): Promise<string[][]> {
  return onAdmin(address, async (admin) => {
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: topics.map((name) => ({ type: TOPIC, name })),
    });
    return topics.map((topic) => {
      const { configEntries } = resources.find(({ resourceName }) => resourceName === topic)!;
      return names.map((name) =>
        configEntries.find((entry) => entry.configName === name)!.configValue
      );
    });
  });
}

/** Sets a topic so that a broker has something to compact as soon as something is published. */
async function compactAtOnce({ address }: KafkaBroker, topic: string): Promise<void> {
  const settings = {
    "cleanup.policy": "compact",
    "min.compaction.lag.ms": "0",
    "min.cleanable.dirty.ratio": "0.01",
    "segment.ms": "50",
  };
  const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }));
  await onAdmin(address, (admin) =>
    admin.alterConfigs({
      validateOnly: false,
      resources: [{ type: TOPIC, name: topic, configEntries }],
    }));
}
