/**
 * Options of following the bus as a member of a group, and of what is written back to it.
 * @module
 */

import { choice } from "../kinds/choice.ts";
import { duration } from "../kinds/duration.ts";
import { integer } from "../kinds/number.ts";
import { logTime } from "../kinds/log_time.ts";
import { text } from "../kinds/text.ts";
import { toggle } from "../kinds/toggle.ts";
import { topicName } from "../kinds/topic_name.ts";
import { withDerivedDefault } from "../defaults.ts";
import type { Check } from "../script.ts";

/** Membership, and the step in which work is stored. */
export const followOptions = {
  group: text({ doc: "Consumer group: processes of one group share the links", default: "infer" }),
  from: logTime(["earliest", "latest"], {
    doc: "Where a group that never committed starts: the first message appended at or after a time",
    default: "earliest",
  }),
  once: toggle({ doc: "Stop at the end of the log; open windows stay open in the group's state" }),
  sessionTimeoutMs: duration({
    doc: "A process that says nothing for this long loses its links to the others of its group",
    default: 10_000,
    min: 1_000,
  }),
  commitIntervalMs: duration({
    doc: "How often work is stored; forecasts go out with it",
    default: 200,
    min: 1,
  }),
};

/** What bounds the memory of links. */
export const limitOptions = {
  maxLinks: integer({
    doc:
      "Links that have windows of their own, over all partitions; beyond it silent ones give way, " +
      "or packets count in the link other/PARTITION. About 1 kB of memory each",
    default: 1_000_000,
    min: 1,
    max: 1_000_000_000,
  }),
};

/** The topics that results go to. */
export const resultOptions = {
  forecastsTopic: topicName({ doc: "Topic that forecasts are written to", default: "forecasts" }),
  alertsTopic: topicName({ doc: "Topic that alerts are written to", default: "alerts" }),
  deadLettersTopic: topicName({
    doc: "Topic that records which cannot be read are written to",
    default: "dead-letters",
  }),
  print: withDerivedDefault(
    choice(["forecasts", "alerts", "none"], {
      doc: "What is printed as it is made; alerts are among the forecasts",
    }),
    "forecasts; none with --json",
    ({ json }: { readonly json: boolean }) => json ? "none" : "forecasts",
  ),
};

/** A member polls every third of its session, and a commit must not keep it from doing so. */
export const sessionOutlastsCommit: Check<
  { readonly sessionTimeoutMs: number; readonly commitIntervalMs: number }
> = {
  name: "--session-timeout is at least 3 × --commit-interval",
  violation({ sessionTimeoutMs, commitIntervalMs }) {
    if (sessionTimeoutMs >= 3 * commitIntervalMs) return undefined;
    const { kind } = followOptions.sessionTimeoutMs;
    return `Cannot use --session-timeout ${kind.toJson(sessionTimeoutMs)}: expected at least 3 × ` +
      `--commit-interval, ${kind.toJson(3 * commitIntervalMs)}; raise it or commit more often`;
  },
};

/** What the topics of a script are called. */
export interface TopicNames {
  /** Topic of the packets. */
  readonly topic: string;
  /** Topic of the forecasts. */
  readonly forecastsTopic: string;
  /** Topic of the alerts. */
  readonly alertsTopic: string;
  /** Topic of the dead letters. */
  readonly deadLettersTopic: string;
}

/** A result in the topic of packets would come back as input. */
export const topicsDiffer: Check<TopicNames> = {
  name: "the topics of packets, forecasts, alerts and dead letters differ",
  violation({ topic, forecastsTopic, alertsTopic, deadLettersTopic }) {
    const names = [topic, forecastsTopic, alertsTopic, deadLettersTopic];
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice === undefined) return undefined;
    return `Cannot use the topic "${twice}" twice: expected --topic, --forecasts-topic, ` +
      `--alerts-topic and --dead-letters-topic to differ`;
  },
};
