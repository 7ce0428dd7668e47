/**
 * Says why a script failed, and with which code it exits: a sentence where the user can mend it,
 * the whole trace where the program is at fault.
 * @module
 */

import { UsageError, UserError } from "#lib/core/errors.ts";

/** Exit codes, as `sysexits.h` and shells use them. */
export const ExitCode = { done: 0, failed: 1, usage: 2, fault: 70, stopped: 130 } as const;

/** How a failure ends a script. */
export interface Failure {
  /** What to write to standard error. */
  readonly text: string;
  /** The exit code. */
  readonly code: number;
}

/** What the system says, by error code (errno(3)), as the end of a sentence. */
const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  EACCES: "permission denied; check its owner and mode",
  EPERM: "permission denied; check its owner and mode",
  ENOENT: "there is no such file or folder",
  ENOTDIR: "a part of the path is no folder",
  EISDIR: "it is a folder; name a file",
  EEXIST: "it exists already",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full; make room and run it again",
  EDQUOT: "the disk quota is used up; make room and run it again",
  EMFILE: "too many files are open; raise the limit with ulimit -n",
  ECONNREFUSED: "the connection was refused; check that the service runs there",
  EADDRINUSE: "the address is in use; stop the other process or choose another port",
};

/**
 * Describes what a script threw.
 * @param script name of the script
 */
export function describeFailure(error: unknown, script: string): Failure {
  // What failed while everything was being closed is mostly the same trouble, met again.
  if (error instanceof SuppressedError) return describeFailure(error.suppressed, script);
  if (error instanceof UsageError) {
    return {
      text: `error: ${error.message} (see deno task ${script} --help)`,
      code: ExitCode.usage,
    };
  }
  const sentence = error instanceof UserError ? error.message : systemSentence(error, script);
  if (sentence !== undefined) return { text: `error: ${sentence}`, code: ExitCode.failed };
  const trace = error instanceof Error ? Deno.inspect(error) : `threw ${Deno.inspect(error)}`;
  return { text: `error: a fault in ${script}, please report it\n${trace}`, code: ExitCode.fault };
}

/** Gives the sentence for an error of Deno or of the operating system. */
function systemSentence(error: unknown, script: string): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof Deno.errors.NotCapable) {
    const [, access, flag] = /Requires (.*?), .*(--allow-[a-z]+)/.exec(error.message) ?? [];
    const wanted = access === undefined ? error.message : `${access} is not allowed; add ${flag}`;
    return `Cannot go on in ${script}: ${wanted} to deno run, or use deno task ${script}`;
  }
  const reason = SYSTEM_ERRORS[codeOf(error)];
  if (reason === undefined) return undefined;
  const [, call, path] = /: (\w+) '(.*)'$/.exec(error.message) ??
    /, (\w+) '(.*?)'/.exec(error.message) ?? [];
  return path === undefined
    ? `Cannot go on in ${script}: ${reason}`
    : `Cannot ${verbOf(call)} "${path}": ${reason}`;
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "";
}

/** Gives the verb for a system call's name: "readfile" reads, "mkdir" makes. */
function verbOf(call: string): string {
  if (/^(read|scan)/.test(call)) return "read";
  if (/^(write|append|truncate)/.test(call)) return "write";
  if (/^(mkdir|copy|rename|link|symlink)/.test(call)) return "make";
  if (/^(unlink|remove|rm)/.test(call)) return "remove";
  return "open";
}
