import assert from "node:assert/strict";
import { join } from "node:path";
import { kafkaJars } from "#lib/app/kafka_jars.ts";
import {
  brokerSettings,
  COMPOSE_PLACE,
  environmentName,
  loopbackPlace,
} from "#lib/app/kafka_settings.ts";
import { openBus } from "#lib/bus/open.ts";
import { KEEP, readAll } from "../bus/bus_driver.ts";
import { brokerEnvironment } from "./compose_file.ts";
import { freePorts, JARS_FOLDER, startTestBroker, whyNoBroker } from "./test_broker.ts";

const CLUSTER_ID = "dHJhZmZpYy1vbi1sb29wYg";

/** Has the program that the image runs first make the settings of an environment, and format the
 * folder of the data. */
async function settingsByImage(
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<Map<string, string>> {
  const [defaults, mounted, final] = ["default", "mounted", "final"].map((n) => join(folder, n));
  for (const path of [defaults, mounted, final]) await Deno.mkdir(path);
  for (const name of ["server.properties", "log4j2.yaml", "tools-log4j2.yaml"]) {
    await Deno.writeTextFile(join(defaults, name), "");
  }
  const { success, stderr } = await new Deno.Command("java", {
    args: [
      ...["-cp", `${await kafkaJars(JARS_FOLDER)}/*`, "kafka.docker.KafkaDockerWrapper", "setup"],
      ...["--default-configs-dir", defaults],
      ...["--mounted-configs-dir", mounted],
      ...["--final-configs-dir", final],
    ],
    env: { PATH: Deno.env.get("PATH")!, CLUSTER_ID, ...environment },
    clearEnv: true,
    stdin: "null",
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  const lines = (await Deno.readTextFile(join(final, "server.properties"))).trim().split("\n");
  return new Map(lines.map((line) => {
    const at = line.indexOf("=");
    return [line.slice(0, at), line.slice(at + 1)];
  }));
}

const reason = await whyNoBroker();
Deno.test({
  name: "the image's own program reads docker-compose.yml's environment as the settings, and a " +
    "broker starts with them",
  ignore: reason !== undefined,
  fn: async () => {
    const folder = await Deno.makeTempDir({ prefix: "image-" });
    try {
      // Addresses and the folder are those of this machine; all else is as in the file.
      const port = freePorts(6);
      const here = brokerSettings(loopbackPlace(port, join(folder, "data")));
      const compose = brokerSettings(COMPOSE_PLACE);
      const environment = brokerEnvironment();
      for (const [name, value] of here) {
        if (compose.get(name) !== value) environment[environmentName(name)] = value;
      }
      const settings = await settingsByImage(folder, environment);
      assert.deepEqual([...settings].sort(), [...here].sort());
      await using running = await startTestBroker({ port, settings });
      const address = `kafka://${running.broker.address}`;
      await using bus = await openBus(address, { ifMissing: "fail" });
      await bus.createTopic("t", { partitions: 1, ...KEEP });
      await bus.publish([{ topic: "t", key: "a", value: "1" }]);
      assert.equal((await readAll(bus, "t")).length, 1);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
