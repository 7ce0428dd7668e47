/**
 * What a script takes from the process that it runs in, as an interface, so that tests can be the
 * process.
 * @module
 */

import type { Places } from "#lib/config/resolve.ts";
import { systemClock } from "#lib/core/clock.ts";
import type { Clock } from "#lib/core/time.ts";
import type { TerminalDeps } from "./terminal.ts";
import { writeAll } from "./write_all.ts";

/** Signals that ask a process to stop. */
export type StopSignal = "SIGINT" | "SIGTERM";

/** A process. */
export interface Host extends Places {
  /** The wall clock. */
  readonly clock: Clock;
  /** Standard output. */
  readonly stdout: {
    /**
     * Writes text, whole.
     * @throws {Deno.errors.BrokenPipe} if nobody reads it any more
     */
    write(text: string): void;
  };
  /** Standard error. */
  readonly stderr: TerminalDeps;
  /** Calls back at each signal to stop. */
  onStop(handler: (signal: StopSignal) => void): void;
  /** Gives up the permission to use the network. */
  giveUpNetwork(): Promise<void>;
  /** Ends the process. */
  exit(code: number): void;
}

/** The process that this program runs in. */
export const denoHost: Host = {
  args: Deno.args,
  env: (name) => Deno.env.get(name),
  envNames: () => {
    const all = Deno.permissions.querySync({ name: "env" }).state === "granted";
    return all ? Object.keys(Deno.env.toObject()) : [];
  },
  readTextFile: (path) => Deno.readTextFile(path),
  clock: systemClock,
  stdout: { write: (text) => writeAll(Deno.stdout, text) },
  stderr: {
    write: (text) => {
      try {
        writeAll(Deno.stderr, text);
      } catch (error) {
        // Nobody reads the messages any more; the work is not worth less for it.
        if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
      }
    },
    isTerminal: Deno.stderr.isTerminal(),
    columns: () => Deno.consoleSize().columns,
  },
  onStop: (handler) => {
    // Windows has no SIGTERM to listen to.
    const signals: StopSignal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];
    for (const signal of signals) Deno.addSignalListener(signal, () => handler(signal));
  },
  giveUpNetwork: async () => {
    await Deno.permissions.revoke({ name: "net" });
  },
  exit: (code) => Deno.exit(code),
};
