import assert from "node:assert/strict";
import {
  brokerSettings,
  COMPOSE_PLACE,
  environmentName,
  KAFKA_VERSION,
  loopbackPlace,
} from "#lib/app/kafka_settings.ts";
import { brokerEnvironment, COMPOSE, COMPOSE_PATH, serviceLines } from "./compose_file.ts";

Deno.test("docker-compose.yml has the settings that the broker without Docker has", () => {
  const expected = [...brokerSettings(COMPOSE_PLACE)].map(([name, value]) => [
    environmentName(name),
    value,
  ]);
  assert.deepEqual(brokerEnvironment(), Object.fromEntries(expected));
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

/** The program that reads such files, under either of its names; none where there is none. */
async function composeProgram(): Promise<string[] | undefined> {
  for (const command of [["docker", "compose"], ["docker-compose"]]) {
    try {
      const [program, ...args] = command;
      const { success } = await new Deno.Command(program, { args: [...args, "version"] }).output();
      if (success) return command;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}

const compose = await composeProgram();
Deno.test({
  name: "docker-compose config passes, with all profiles and with none" +
    (compose === undefined ? ": there is no docker-compose (Debian's package of that name)" : ""),
  ignore: compose === undefined,
  fn: async () => {
    const [program, ...args] = compose!;
    for (const profiles of ["", "generate,infer"]) {
      const { success, stdout, stderr } = await new Deno.Command(program, {
        args: [...args, "-f", COMPOSE_PATH, "config", "--services"],
        env: { COMPOSE_PROFILES: profiles },
      }).output();
      const text = new TextDecoder();
      assert(success, text.decode(stderr));
      const services = text.decode(stdout).trim().split("\n");
      assert(services.includes("kafka"));
      if (profiles !== "") assert.deepEqual(services.sort(), ["generate", "infer", "kafka"]);
    }
  },
});
