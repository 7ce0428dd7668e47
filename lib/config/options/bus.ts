/**
 * Options of the bus: where packets are written to and read from.
 * @module
 */

import { duration } from "../kinds/duration.ts";
import { logTime } from "../kinds/log_time.ts";
import { integer } from "../kinds/number.ts";
import { size } from "../kinds/size.ts";
import { text } from "../kinds/text.ts";
import { topicName } from "../kinds/topic_name.ts";

/** Which bus, and which of its topics. */
export const busOptions = {
  bus: text({
    doc: "The bus: `sqlite:FILE` or a plain path for the embedded log, " +
      "`kafka://HOST:PORT[,HOST:PORT…]` for Kafka (docs/kafka.md), `memory:` for tests",
    default: "sqlite:data/traffic.db",
  }),
  topic: topicName({ doc: "Topic of the packets", default: "packets" }),
};

/** How topics are made where they are missing; without effect on those that are there. */
export const topicOptions = {
  partitions: integer({
    doc: "Partitions of a topic that is made: the most processes that can share it",
    default: 8,
    min: 1,
    max: 1024,
  }),
  retentionMs: duration({
    doc: "How long a topic that is made keeps its messages; `0` keeps them for ever",
    default: 7 * 86_400_000,
  }),
  retentionSizeBytes: size({
    doc: "How much a topic that is made keeps of its messages; `0` keeps all",
    default: 8 * 2 ** 30,
  }),
};

/** How much of a topic is read by a script that reads it once. */
export const readOptions = {
  maxMessages: integer({
    doc: "Read at most this many of the newest messages",
    default: 2_000_000,
    min: 1,
    unit: "messages",
  }),
};

/** Which stretch of a topic is read, by the time of appending. */
export const rangeOptions = {
  from: logTime(["earliest"], {
    doc: "Read messages that were appended at or after this time",
    default: "earliest",
  }),
  until: logTime([], {
    doc: "Read messages that were appended before this time",
    defaultNote: "up to the end that the topic has when reading starts",
  }),
};
