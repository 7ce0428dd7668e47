/**
 * The topics that the system uses, and how they are made where they are missing.
 * @module
 */

import type { TopicOptions } from "./bus.ts";

/** Names of the topics, by what they carry. */
export const Topic = {
  packets: "packets",
  forecasts: "forecasts",
  alerts: "alerts",
  deadLetters: "dead-letters",
} as const;

/** Partitions of the embedded log's `packets` topic: more than the cores of most machines. */
export const DEFAULT_PARTITIONS = 8;

/** A week and 8 GiB: whichever ends first. */
export const DEFAULT_TOPIC_OPTIONS: TopicOptions = {
  partitions: DEFAULT_PARTITIONS,
  retentionMs: 7 * 24 * 3600 * 1000,
  retentionBytes: 8 * 2 ** 30,
};
