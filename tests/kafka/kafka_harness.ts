/**
 * A part of a real broker, with topics and groups of its own, for the suite of all buses.
 * @module
 */

import type { Bus } from "#lib/bus/bus.ts";
import { makeCluster } from "#lib/bus/kafka/cluster.ts";
import { openBus } from "#lib/bus/open.ts";
import { systemClock } from "#lib/core/clock.ts";
import type { BusHarness } from "../bus/conformance.ts";
import { HASTE, ScopedBus } from "./scoped_bus.ts";

/** Pauses below this are for others to come along, not for time to pass. */
const PAUSE_MS = 100;

/**
 * Makes a harness.
 * @param address of the broker: `host:port`
 */
export function makeKafkaHarness(address: string): BusHarness & { readonly prefix: string } {
  const prefix = `t${crypto.randomUUID().slice(0, 8)}-`;
  const opened: Bus[] = [];
  return {
    prefix,
    open: async () => {
      const bus = await openBus(`kafka://${address}`, { ifMissing: "fail" });
      const scoped = new ScopedBus(bus, prefix);
      opened.push(scoped);
      return scoped;
    },
    pass: (lengthMs) => systemClock.sleep(lengthMs <= PAUSE_MS ? lengthMs : lengthMs / HASTE),
    nowMs: () => systemClock.nowMs(),
    expire: async (topic) => {
      const info = await opened[0].describeTopic(topic);
      const partitions = info!.partitions.map(({ latest }, partition) => (
        { partition, offset: String(latest) }
      ));
      await deleteRecords(address, prefix + topic, partitions);
    },
    async [Symbol.asyncDispose]() {
      for (const bus of opened) await bus[Symbol.asyncDispose]();
    },
  };
}

/** Retention looks once in minutes at the soonest; asked to, a broker deletes at once. */
async function deleteRecords(
  address: string,
  topic: string,
  partitions: readonly { partition: number; offset: string }[],
): Promise<void> {
  const cluster = makeCluster({ brokers: [address] });
  await cluster.connect();
  await cluster.refreshMetadata();
  const broker = await cluster.findControllerBroker() as unknown as {
    deleteRecords(request: object): Promise<void>;
  };
  await broker.deleteRecords({ topics: [{ topic, partitions }] });
  await cluster.disconnect();
}
