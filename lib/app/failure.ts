/**
 * Says why a script failed, and with which code it exits: a sentence where the user can mend it,
 * the whole trace where the program is at fault.
 * @module
 */

import { UsageError, UserError } from "#lib/core/errors.ts";
import { systemReason } from "./system_errors.ts";

/** Exit codes, as `sysexits.h` and shells use them. */
export const ExitCode = { done: 0, failed: 1, usage: 2, fault: 70, stopped: 130 } as const;

/** How a failure ends a script. */
export interface Failure {
  /** What to write to standard error. */
  readonly text: string;
  /** The exit code. */
  readonly code: number;
}

/**
 * Describes what a script threw.
 * @param task name of the task
 */
export function describeFailure(error: unknown, task: string): Failure {
  // What failed while everything was being closed is mostly the same trouble, met again.
  if (error instanceof SuppressedError) return describeFailure(error.suppressed, task);
  if (error instanceof UsageError) {
    return {
      text: `error: ${error.message} (see deno task ${task} --help)`,
      code: ExitCode.usage,
    };
  }
  const sentence = error instanceof UserError ? error.message : systemSentence(error, task);
  if (sentence !== undefined) return { text: `error: ${sentence}`, code: ExitCode.failed };
  const trace = error instanceof Error ? Deno.inspect(error) : `threw ${Deno.inspect(error)}`;
  return { text: `error: a fault in ${task}, please report it\n${trace}`, code: ExitCode.fault };
}

/** Gives the sentence for an error of Deno or of the operating system. */
function systemSentence(error: unknown, task: string): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof Deno.errors.NotCapable) {
    const [, place] = /^Requires all access to (".*"), /.exec(error.message) ?? [];
    if (place !== undefined) {
      return `Cannot use ${place}: such places of the system are closed to scripts; name another`;
    }
    const [, access, flag] = /Requires (.*?), .*(--allow-[a-z]+)/.exec(error.message) ?? [];
    const wanted = access === undefined ? error.message : `${access} is not allowed; add ${flag}`;
    return `Cannot go on in ${task}: ${wanted} to deno run, or use deno task ${task}`;
  }
  const reason = systemReason(error);
  if (reason === undefined) return undefined;
  const [, call, path] = /: (\w+) '(.*?)'(?: -> '.*')?$/.exec(error.message) ??
    /, (\w+) '(.*?)'/.exec(error.message) ?? [];
  return path === undefined
    ? `Cannot go on in ${task}: ${reason}`
    : `Cannot ${verbOf(call)} "${path}": ${reason}`;
}

/** Gives the verb for a system call's name: "readfile" reads, "mkdir" makes. */
function verbOf(call: string): string {
  if (/^(read|scan)/.test(call)) return "read";
  if (/^(write|append|truncate)/.test(call)) return "write";
  if (/^(mkdir|copy|rename|link|symlink)/.test(call)) return "make";
  if (/^(unlink|remove|rm)/.test(call)) return "remove";
  return "open";
}
