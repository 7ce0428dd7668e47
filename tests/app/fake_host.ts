/**
 * A process for tests of scripts: what it is given, and what it said and did.
 * @module
 */

import type { Host, StopSignal } from "#lib/app/host.ts";
import { type GivenPlaces, placesOf } from "../config/places.ts";

/** A process that only records. */
export class FakeHost implements Host {
  readonly args: readonly string[];
  readonly env: (name: string) => string | undefined;
  readonly envNames: () => readonly string[];
  readonly readTextFile: (path: string) => Promise<string>;
  /** The time, ms; tests move it. */
  nowMs = 0;
  /** What was written to standard output. */
  written = "";
  /** What was written to standard error. */
  said = "";
  /** The codes that the process was ended with, the first one first. */
  readonly exits: number[] = [];
  /** Set to have standard output fail. */
  stdoutError: Error | undefined;
  /** Whether it may use the network. */
  hasNetwork = true;
  readonly #handlers: ((signal: StopSignal) => void)[] = [];

  readonly clock = { nowMs: () => this.nowMs, sleep: () => Promise.resolve() };
  readonly stdout = {
    write: (text: string) => {
      if (this.stdoutError !== undefined) throw this.stdoutError;
      this.written += text;
    },
  };
  readonly stderr = {
    write: (text: string) => {
      this.said += text;
    },
    isTerminal: false,
    columns: () => 80,
  };

  constructor(given: GivenPlaces = {}) {
    const places = placesOf(given);
    this.args = places.args;
    this.env = places.env;
    this.envNames = places.envNames;
    this.readTextFile = places.readTextFile;
  }

  onStop(handler: (signal: StopSignal) => void): void {
    this.#handlers.push(handler);
  }

  /** Sends a signal to the process. */
  stop(signal: StopSignal): void {
    for (const handler of this.#handlers) handler(signal);
  }

  giveUpNetwork(): Promise<void> {
    this.hasNetwork = false;
    return Promise.resolve();
  }

  exit(code: number): void {
    this.exits.push(code);
  }
}
