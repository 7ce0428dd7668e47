/**
 * A real broker for tests: in a temporary folder, on ports of its own.
 * @module
 */

import { join } from "node:path";
import { type BrokerOptions, KafkaBroker } from "#lib/app/kafka_broker.ts";
import { checkJava } from "#lib/app/kafka_jars.ts";
import { systemClock } from "#lib/core/clock.ts";
import { UserError } from "#lib/core/errors.ts";

/** Where Kafka's jars are kept. */
export const JARS_FOLDER: string = join(import.meta.dirname!, "..", "..", "data", "kafka", "jars");

/** Says why there can be no broker here, `undefined` where there can. In CI there has to be one. */
export async function whyNoBroker(): Promise<string | undefined> {
  if (Deno.env.get("CI") === "true") return undefined;
  try {
    await checkJava();
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

/** How to start a test's broker. */
export interface TestBrokerOptions extends Pick<BrokerOptions, "users"> {
  /** First of its ports. @default free ones */
  readonly port?: number;
  /** Settings in place of the usual ones and beside them, where they take the ports from one on:
   * three for the usual listeners and three more. */
  readonly settings?: BrokerOptions["settings"] | ((port: number) => BrokerOptions["settings"]);
}

/** A broker of a test. */
export interface TestBroker extends AsyncDisposable {
  /** The broker; it may be killed and started. */
  readonly broker: KafkaBroker;
  /** Where it keeps its data. */
  readonly folder: string;
  /** The first of its ports. */
  readonly port: number;
}

/** Starts a broker; its folder goes with it. */
export async function startTestBroker(options: TestBrokerOptions = {}): Promise<TestBroker> {
  const folder = await Deno.makeTempDir({ prefix: "kafka-" });
  const jarsFolder = JARS_FOLDER;
  const port = options.port ?? freePorts(6);
  const { settings: given, users } = options;
  const settings = typeof given === "function" ? given(port) : given;
  const broker = new KafkaBroker({ port, folder, jarsFolder, settings, users }, systemClock);
  const remove = () => Deno.remove(folder, { recursive: true });
  try {
    await broker.start();
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    broker,
    folder,
    port,
    async [Symbol.asyncDispose]() {
      await broker.kill();
      await remove();
    },
  };
}

/** Finds ports in a row, below those that the system gives to connections; gives the first. */
export function freePorts(count: number): number {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    try {
      for (let offset = 0; offset < count; offset++) {
        Deno.listen({ hostname: "127.0.0.1", port: port + offset }).close();
      }
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
  throw new Error(`Cannot find ${count} free ports in a row`);
}
