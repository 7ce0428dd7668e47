/**
 * What `docker-compose.yml` says of the broker.
 * @module
 */

import { join } from "node:path";

/** Its path. */
export const COMPOSE_PATH: string = join(import.meta.dirname!, "../../docker-compose.yml");

/** Its text. */
export const COMPOSE: string = Deno.readTextFileSync(COMPOSE_PATH);

/** Gives the lines of a service, with its own indentation taken off. */
export function serviceLines(name: string): string[] {
  const lines = COMPOSE.split("\n");
  const first = lines.indexOf(`  ${name}:`) + 1;
  const length = lines.slice(first).findIndex((line) => /^ {0,2}\S/.test(line));
  return lines.slice(first, first + length).map((line) => line.slice(4));
}

/** Gives the environment of the service "kafka". */
export function brokerEnvironment(): Record<string, string> {
  const pairs = serviceLines("kafka")
    .map((line) => /^ {2}(KAFKA_[A-Z_]+): "(.*)"$/.exec(line))
    .filter((match) => match !== null)
    .map(([, name, value]) => [name, value]);
  return Object.fromEntries(pairs);
}
