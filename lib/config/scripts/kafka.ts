/**
 * What the script `kafka` says of itself.
 * @module
 */

import { integer } from "../kinds/number.ts";
import { folder } from "../kinds/text.ts";
import { toggle } from "../kinds/toggle.ts";
import { jsonOption } from "../options/runtime.ts";
import type { ConfigOf, Script } from "../script.ts";

/** The options of `kafka`. */
export const kafkaOptions = {
  stop: toggle({ doc: "Stop the broker; its data stays" }),
  port: integer({
    doc: "Listen on this port of loopback, and on the two above it",
    default: 9092,
    min: 1024,
    max: 65_533,
  }),
  dir: folder({
    doc: "Folder of the broker's jars, settings, log and data",
    default: "data/kafka",
  }),
  json: jsonOption,
};

/** The configuration of `kafka`. */
export type KafkaConfig = ConfigOf<typeof kafkaOptions>;

/** Starts and stops a broker without Docker. */
export const kafkaScript: Script<typeof kafkaOptions> = {
  name: "kafka",
  tasks: ["kafka:up", "kafka:down"],
  purpose: "Start a Kafka broker on this machine without Docker, or stop it",
  examples: [
    "kafka:up",
    "kafka:up --port 19092 --dir data/other-kafka",
    "kafka:down --dir data/other-kafka",
  ],
  options: kafkaOptions,
  checks: [],
};
