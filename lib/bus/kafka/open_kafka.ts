/**
 * Opens the bus on Kafka.
 * @module
 */

import type { Bus } from "../bus.ts";
import { readAddress } from "./address.ts";
import { KafkaBus, type KafkaBusDeps } from "./kafka_bus.ts";

/**
 * Opens a bus and makes sure that a broker answers.
 * @param rest what follows `kafka:` in the address
 * @throws {UsageError} if the address says what none may
 * @throws {UserError} if no broker answers, or refuses to
 */
export async function openKafka(rest: string, deps: KafkaBusDeps): Promise<Bus> {
  const bus = new KafkaBus(await readAddress(rest, deps.log), deps);
  try {
    await bus.open();
    return bus;
  } catch (error) {
    await bus[Symbol.asyncDispose]();
    throw error;
  }
}
