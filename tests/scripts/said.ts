/**
 * Looks at what a script said when it failed.
 * @module
 */

import assert from "node:assert/strict";
import type { TaskResult } from "../app/tasks.ts";

/** What a failure should look like. */
export interface Refusal {
  /** What the sentence says, without `error: `. */
  readonly sentence: RegExp | string;
  /** Exit code. @default 1 */
  readonly code?: 1 | 2;
}

/**
 * Asserts that a script failed in order: one sentence, the last line on standard error, no trace,
 * no result.
 */
export function assertRefused(result: TaskResult, { sentence, code = 1 }: Refusal): void {
  const lines = result.stderr.trimEnd().split("\n");
  const last = lines.at(-1)!;
  assert.deepEqual(lines.filter((line) => line.startsWith("error: ")), [last], result.stderr);
  assert.doesNotMatch(result.stderr, /^\s+at |Uncaught/m);
  const said = last.slice("error: ".length);
  if (typeof sentence === "string") assert.equal(said, sentence);
  else assert.match(said, sentence);
  assert.equal(result.code, code, result.stderr);
  assert.equal(result.stdout, "");
}
