/**
 * A cluster of three brokers on this machine, each a controller too, with three copies of all data
 * of which two must be written.
 * @module
 */

import { join } from "node:path";
import { KafkaBroker } from "#lib/app/kafka_broker.ts";
import { systemClock } from "#lib/core/clock.ts";
import { freePorts, JARS_FOLDER } from "../test_broker.ts";

/** A cluster. */
export interface ThreeBrokers extends AsyncDisposable {
  readonly brokers: readonly KafkaBroker[];
  /** Where clients connect first: all three. */
  readonly address: string;
}

const PORTS_EACH = 3;
/** Three of them are to leave room for what is tested. */
const HEAP_MIB = 256;

/** Starts them all; none answers before two are there. */
export async function startThreeBrokers(): Promise<ThreeBrokers> {
  const folder = await Deno.makeTempDir({ prefix: "kafkas-" });
  const first = freePorts(3 * PORTS_EACH);
  const ports = [0, 1, 2].map((index) => first + index * PORTS_EACH);
  const voters = ports.map((port, index) => `${index + 1}@127.0.0.1:${port + 1}`).join(",");
  const brokers = ports.map((port, index) => {
    const settings = new Map([...SETTINGS, ["node.id", String(index + 1)]]);
    settings.set("controller.quorum.voters", voters);
    const place = { port, folder: join(folder, String(index + 1)), jarsFolder: JARS_FOLDER };
    return new KafkaBroker({ ...place, settings, heapMiB: HEAP_MIB }, systemClock);
  });
  const end = async () => {
    await Promise.all(brokers.map((broker) => broker.kill()));
    await Deno.remove(folder, { recursive: true });
  };
  try {
    await Promise.all(brokers.map((broker) => broker.start()));
  } catch (error) {
    await end();
    throw error;
  }
  const address = brokers.map((broker) => broker.address).join(",");
  return { brokers, address, [Symbol.asyncDispose]: end };
}

const SETTINGS: ReadonlyMap<string, string> = new Map([
  ["default.replication.factor", "3"],
  ["min.insync.replicas", "2"],
  ["offsets.topic.replication.factor", "3"],
  ["transaction.state.log.replication.factor", "3"],
  ["transaction.state.log.min.isr", "2"],
  ["share.coordinator.state.topic.replication.factor", "3"],
  ["share.coordinator.state.topic.min.isr", "2"],
  // A broker that was killed is given up after 3 s, not 9.
  ["broker.session.timeout.ms", "3000"],
  ["broker.heartbeat.interval.ms", "500"],
]);
