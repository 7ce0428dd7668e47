/**
 * A process under test: what it says, and the signals that it gets.
 * @module
 */

import assert from "node:assert/strict";
import { startTask } from "../app/tasks.ts";

/** Longest that anything is waited for, ms: many times what it takes on a busy machine. */
const PATIENCE_MS = 120_000;
const LOOK_AGAIN_MS = 5;

/** Waits until something holds; says whether it did in time. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  patienceMs = PATIENCE_MS,
): Promise<boolean> {
  for (const start = Date.now(); Date.now() - start < patienceMs;) {
    if (await holds()) return true;
    await pause(LOOK_AGAIN_MS);
  }
  return false;
}

/** Lets time pass: for random moments, never to wait for something. */
export function pause(lengthMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, lengthMs));
}

/** A task in a process of its own that is killed with -9 if it is still there at the end. */
export class Member implements AsyncDisposable {
  /** What it has written to standard error. */
  said = "";
  /** What it has written to standard output. */
  printed = "";
  /** How it ended; `undefined` while it runs. */
  ended: Deno.CommandStatus | undefined;
  readonly #process: Deno.ChildProcess;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array>;
  readonly #done: Promise<unknown>;

  /**
   * Starts it.
   * @param task by name
   * @param args its arguments
   * @param script run in place of the task's own, with the same permissions
   */
  constructor(task: string, args: readonly string[], script?: string) {
    this.#process = startTask(task, args, { stdin: "piped", script });
    this.#stdin = this.#process.stdin.getWriter();
    this.#done = Promise.all([
      collect(this.#process.stderr, (text) => this.said += text),
      collect(this.#process.stdout, (text) => this.printed += text),
      this.#process.status.then((status) => this.ended = status),
    ]);
  }

  /** Waits until it has written something that matches; fails if it ends before. */
  async says(pattern: RegExp): Promise<void> {
    const holds = () => pattern.test(this.said) || pattern.test(this.printed);
    await until(() => holds() || this.ended !== undefined);
    assert(holds(), `never said ${pattern}, but: ${this.said}`);
  }

  /** Lets it go on from where it stands still. */
  async resume(): Promise<void> {
    await this.#stdin.write(new Uint8Array(1));
  }

  /** Sends a signal; nothing happens if it has ended. */
  signal(signal: Deno.Signal): void {
    if (this.ended === undefined) this.#process.kill(signal);
  }

  /** Kills it with -9, and says whether it was still there to be killed. */
  async kill(): Promise<boolean> {
    this.signal("SIGKILL");
    await this.#done;
    return this.ended?.signal === "SIGKILL";
  }

  /** Waits for its end, which must be a success. */
  async end(): Promise<void> {
    await until(() => this.ended !== undefined);
    const how = this.ended === undefined ? "it goes on" : JSON.stringify(this.ended);
    assert(this.ended?.success, `${how}; it said: ${this.said}`);
    await this.#done;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await this.#stdin.close().catch(() => {}); // nobody reads it any more
  }
}

async function collect(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  take: (text: string) => void,
): Promise<void> {
  for await (const text of stream.pipeThrough(new TextDecoderStream())) take(text);
}
