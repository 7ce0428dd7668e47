/**
 * What a measurement leaves on a cluster.
 * @module
 */

import assert from "node:assert/strict";
import type { KafkaBroker } from "#lib/app/kafka_broker.ts";
import { MEASURING_GROUP, measuringPlace } from "#lib/app/measuring_place.ts";
import type { Bus } from "#lib/bus/bus.ts";
import { openBus } from "#lib/bus/open.ts";
import { Topic } from "#lib/bus/topics.ts";
import { systemClock } from "#lib/core/clock.ts";
import { silentLog } from "#lib/core/log.ts";
import { KEEP } from "../bus/bus_driver.ts";

/** Defines the tests; the broker is there when they run. */
export function measuringTests(broker: () => KafkaBroker): void {
  Deno.test("measuringPlace() takes its topics and its group off the cluster again", async () => {
    const said: string[] = [];
    const context = { clock: systemClock, log: silentLog, out: (line: string) => said.push(line) };
    const place = await measuringPlace(`kafka://${broker().address}`, context);
    const topic = place.prefix + Topic.packets;
    const group = place.prefix + MEASURING_GROUP;
    await using bus = await openBus(place.address, { ifMissing: "fail" });
    await bus.createTopic(topic, { partitions: 1, ...KEEP });
    await bus.createTopic("beside", { partitions: 1, ...KEEP });
    const membership = await bus.join({ group, topic, sessionTimeoutMs: 5_000 });
    await membership.poll();
    await membership.leave();

    await place[Symbol.asyncDispose]();
    await using later = await openBus(place.address, { ifMissing: "fail" });
    assert.deepEqual(said, []);
    await gone(later, topic);
    await gone(later, `${topic}.${group}.state`);
    assert.notEqual(await later.describeTopic("beside"), undefined);
  });
}

/** Brokers learn of a topic's end a little later than the one that made it. */
async function gone(bus: Bus, topic: string): Promise<void> {
  while (await bus.describeTopic(topic) !== undefined) await systemClock.sleep(20);
}
