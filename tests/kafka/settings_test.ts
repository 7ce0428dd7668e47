import assert from "node:assert/strict";
import { join } from "node:path";
import {
  brokerSettings,
  COMPOSE_PLACE,
  environmentName,
  KAFKA_VERSION,
  loopbackPlace,
} from "#lib/app/kafka_settings.ts";

const COMPOSE = Deno.readTextFileSync(join(import.meta.dirname!, "../../docker-compose.yml"));

/** Gives the lines of a service, with its own indentation taken off. */
function serviceLines(name: string): string[] {
  const lines = COMPOSE.split("\n");
  const first = lines.indexOf(`  ${name}:`) + 1;
  const length = lines.slice(first).findIndex((line) => /^ {0,2}\S/.test(line));
  return lines.slice(first, first + length).map((line) => line.slice(4));
}

/** Gives the environment of the service "kafka". */
function environment(): Record<string, string> {
  const pairs = serviceLines("kafka")
    .map((line) => /^ {2}(KAFKA_[A-Z_]+): "(.*)"$/.exec(line))
    .filter((match) => match !== null)
    .map(([, name, value]) => [name, value]);
  return Object.fromEntries(pairs);
}

Deno.test("docker-compose.yml has the settings that the broker without Docker has", () => {
  const expected = [...brokerSettings(COMPOSE_PLACE)].map(([name, value]) => [
    environmentName(name),
    value,
  ]);
  assert.deepEqual(environment(), Object.fromEntries(expected));
  assert(serviceLines("kafka").includes(`image: apache/kafka:${KAFKA_VERSION}`));
});

Deno.test("the settings of two places differ in addresses and folders only", () => {
  const compose = brokerSettings(COMPOSE_PLACE);
  const loopback = brokerSettings(loopbackPlace(9092, "data"));
  const different = [...compose.keys()].filter((name) => compose.get(name) !== loopback.get(name));
  assert.deepEqual(different.sort(), [
    "advertised.listeners",
    "controller.quorum.voters",
    "listeners",
    "log.dirs",
  ]);
  assert.deepEqual([...compose.keys()], [...loopback.keys()]);
});

Deno.test("the broker of docker-compose.yml is for this machine alone and looks after its health", () => {
  const lines = serviceLines("kafka");
  const ports = lines.filter((line) => /^ {2}- "?[\d.:]+"?$/.test(line));
  assert.deepEqual(ports, ['  - "127.0.0.1:9092:9092"']);
  assert(lines.includes("healthcheck:"));
  assert(!/zookeeper/i.test(COMPOSE.replaceAll(/^ *#.*$/gm, "")));
});

Deno.test("a broker on loopback listens nowhere else", () => {
  const settings = brokerSettings(loopbackPlace(9092, "data"));
  for (const name of ["listeners", "advertised.listeners"]) {
    const hosts = settings.get(name)!.split(",").map((listener) => listener.split(/:\/\/|:/)[1]);
    assert(hosts.every((host) => host === "127.0.0.1"), `${name}: ${hosts}`);
  }
});
