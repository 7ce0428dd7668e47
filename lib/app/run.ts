/**
 * Runs a script: reads its configuration, answers `--help`, `--check` and `--dump`, stops it in
 * order on a signal, and turns what it throws into a sentence and an exit code.
 * @module
 */

import { dumpConfig } from "#lib/config/dump.ts";
import { helpText } from "#lib/config/help.ts";
import type { Options } from "#lib/config/option.ts";
import { resolve } from "#lib/config/resolve.ts";
import { type ConfigOf, type Script, tasksOf } from "#lib/config/script.ts";
import type { Log } from "#lib/core/log.ts";
import type { Clock } from "#lib/core/time.ts";
import { describeFailure, ExitCode, type Failure } from "./failure.ts";
import { denoHost, type Host } from "./host.ts";
import { Progress, type ProgressOptions } from "./progress.ts";
import { Terminal } from "./terminal.ts";

/** What a script's main function works with; `C` is its configuration. */
export interface Context<C> {
  /** The configuration, checked. */
  readonly config: C;
  /** Messages, on standard error. */
  readonly log: Log;
  /** The wall clock. */
  readonly clock: Clock;
  /** Aborted when the process is asked to stop. Who can end in order (store, leave) returns then;
   * who has no result without the rest throws the signal's reason. */
  readonly signal: AbortSignal;
  /** Writes a line, or several at once, to standard output. */
  out(lines: string): void;
  /** Sets what `--json` prints as the last line of standard output; it must go into JSON. */
  result(value: object): void;
  /** Shows how far a piece of work is, on standard error. */
  progress(options: ProgressOptions): Progress;
}

/** Does a script's work. */
export type Main<C> = (context: Context<C>) => Promise<void> | void;

/** Signals that come together count once, ms: a terminal sends Ctrl-C to all processes of a task,
 * and `deno task` hands its own on to the script. */
const SAME_SIGNAL_MS = 500;

/** Nobody reads standard output any more. */
class OutputClosed extends Error {}

/**
 * Runs a script in this process and ends the process: the one call of each file in `scripts/`.
 * @param host stands for the process in tests
 */
export async function runScript<O extends Options>(
  script: Script<O>,
  main: Main<ConfigOf<O>>,
  host: Host = denoHost,
): Promise<void> {
  const terminal = new Terminal(host.stderr);
  const stop = new AbortController();
  let code: number;
  try {
    code = await attempt(script, main, host, terminal, stop);
  } catch (error) {
    const failure = describeEnd(error, tasksOf(script)[0], stop.signal);
    if (failure.text !== "") terminal.info(failure.text);
    code = failure.code;
  }
  host.exit(code);
}

/** Describes how a script ended that did not come to its end. */
function describeEnd(error: unknown, task: string, signal: AbortSignal): Failure {
  if (error instanceof OutputClosed) return { text: "", code: ExitCode.done };
  if (signal.aborted && error === signal.reason) {
    return { text: `${task} stopped before it was done`, code: ExitCode.stopped };
  }
  if (error instanceof SuppressedError) {
    const first = describeEnd(error.suppressed, task, signal);
    // What fails while everything is being closed is mostly the same trouble, met again; but where
    // there was none before, it is the trouble.
    const wasInOrder = first.code === ExitCode.done || first.code === ExitCode.stopped;
    return wasInOrder ? describeEnd(error.error, task, signal) : first;
  }
  return describeFailure(error, task);
}

async function attempt<O extends Options>(
  script: Script<O>,
  main: Main<ConfigOf<O>>,
  host: Host,
  terminal: Terminal,
  stop: AbortController,
): Promise<number> {
  const out = (lines: string) => {
    terminal.hideStatus();
    try {
      host.stdout.write(`${lines}\n`);
    } catch (error) {
      if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
      throw new OutputClosed("nobody reads standard output", { cause: error });
    }
  };
  const resolved = await resolve(script, host);
  if (resolved.request === "help") out(helpText(script));
  else if (resolved.request === "dump") out(dumpConfig(script, resolved));
  else if (resolved.request === "check") out(`${script.name}: the configuration is right`);
  if (resolved.request !== "run") return ExitCode.done;

  if (isOnThisMachine(resolved.config)) await host.giveUpNetwork();
  stopOnSignal(host, terminal, stop, script.name);
  let result: object | undefined;
  await main({
    config: resolved.config,
    log: terminal,
    clock: host.clock,
    signal: stop.signal,
    out,
    result: (value) => {
      result = value;
    },
    progress: (options) => new Progress(options, { clock: host.clock, terminal }),
  });
  terminal.hideStatus();
  const { json }: { readonly json?: unknown } = resolved.config;
  if (json === true && result !== undefined) out(JSON.stringify(result));
  return ExitCode.done;
}

/** Says whether a script works on a bus that is on this machine. It needs no network then, and what
 * hostile input might do stays here. */
function isOnThisMachine(config: object): boolean {
  return "bus" in config && !/^kafka:/i.test(String(config.bus));
}

/** Aborts at the first signal and exits at the second. */
function stopOnSignal(host: Host, terminal: Terminal, stop: AbortController, name: string): void {
  let firstMs: number | undefined;
  host.onStop((signal) => {
    const nowMs = host.clock.nowMs();
    if (firstMs === undefined) {
      firstMs = nowMs;
      stop.abort(new Error(`${name} was asked to stop by ${signal}`));
    } else if (nowMs - firstMs >= SAME_SIGNAL_MS) {
      terminal.hideStatus();
      host.exit(ExitCode.stopped);
    }
  });
}
