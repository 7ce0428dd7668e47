/**
 * What a group of `infer` processes has written, record by record, and how it differs from what it
 * should have.
 * @module
 */

import type { Bus } from "#lib/bus/bus.ts";
import { eachMessage } from "../bus/bus_driver.ts";

/** Values of each record, by its identity: one each, if all is well. */
export type Results = ReadonlyMap<string, readonly string[]>;

/** Reads many at once: a long run leaves millions of messages. */
export const READ = { maxMessages: 20_000, maxBytes: 8 << 20 };

/** Names of the topics of a group's results, as `infer` takes them. */
export function resultTopics(group: string): string[] {
  return ["forecasts", "alerts", "dead-letters"].flatMap((topic) => [
    `--${topic}-topic`,
    `${group}-${topic}`,
  ]);
}

/** Reads all that a group has written. */
export async function readResults(bus: Bus, group: string): Promise<Results> {
  const results = new Map<string, string[]>();
  for (const topic of resultTopics(group).filter((word) => !word.startsWith("--"))) {
    for await (const { value } of eachMessage(bus, topic, READ)) add(results, String(value));
  }
  return results;
}

/** Sorts records by their identity. An incident has two records, a dead letter its place. */
export function resultsOf(values: Iterable<string>): Results {
  const results = new Map<string, string[]>();
  for (const value of values) add(results, value);
  return results;
}

function add(results: Map<string, string[]>, value: string): void {
  const { id, state, partition, offset } = JSON.parse(value);
  const key = id === undefined
    ? `dead letter ${partition} ${offset}`
    : state === undefined
    ? `forecast ${id}`
    : `alert ${id} ${state}`;
  const seen = results.get(key);
  if (seen === undefined) results.set(key, [value]);
  else seen.push(value);
}

/** Counts records of one kind. */
export function countOf(results: Results, kind: "forecast" | "alert" | "dead letter"): number {
  let count = 0;
  for (const [key, values] of results) if (key.startsWith(`${kind} `)) count += values.length;
  return count;
}

/** How many records differ, and how: all 0 where two sets are the same. */
export interface Difference {
  /** Expected and not there. */
  readonly missing: number;
  /** There and not expected. */
  readonly extra: number;
  /** There more than once. */
  readonly doubled: number;
  /** There with another value than expected, or with two values. */
  readonly changed: number;
  /** One of them, to look at. */
  readonly example: string;
}

/** No difference. */
export const SAME: Difference = { missing: 0, extra: 0, doubled: 0, changed: 0, example: "" };

/** Compares results with those expected. */
export function difference(actual: Results, expected: Results): Difference {
  const counts = { missing: 0, extra: 0, doubled: 0, changed: 0, example: "" };
  const note = (how: "missing" | "extra" | "doubled" | "changed", key: string) => {
    counts[how]++;
    counts.example ||= `${how}: ${key}: ${actual.get(key)}, expected ${expected.get(key)}`;
  };
  for (const [key, values] of expected) {
    const seen = actual.get(key);
    if (seen === undefined) note("missing", key);
    else if (seen.some((value) => value !== values[0])) note("changed", key);
  }
  for (const [key, values] of actual) {
    if (!expected.has(key)) note("extra", key);
    if (values.length > 1) note("doubled", key);
  }
  return counts;
}
