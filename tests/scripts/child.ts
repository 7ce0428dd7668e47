/**
 * A task that is talked to while it works: waited for, written to, stopped.
 * @module
 */

import { startTask, type TaskOptions, type TaskResult } from "../app/tasks.ts";

/** A running task; both of its outputs are read as they come. */
export class Child implements AsyncDisposable {
  /** The process. */
  readonly process: Deno.ChildProcess;
  readonly #out: Output;
  readonly #err: Output;
  /** Whether it has ended. */
  hasEnded = false;

  /** Starts a task. */
  constructor(name: string, args: readonly string[], options: TaskOptions = {}) {
    this.process = startTask(name, args, options);
    this.#out = new Output(this.process.stdout);
    this.#err = new Output(this.process.stderr);
    this.process.status.then(() => this.hasEnded = true);
  }

  /** Waits for a line on standard error. @throws {Error} if the task ends before */
  async said(line: RegExp): Promise<void> {
    await this.#err.has(line);
  }

  /** Waits for a line on standard output. @throws {Error} if the task ends before */
  async printed(line: RegExp): Promise<void> {
    await this.#out.has(line);
  }

  /** Sends a signal. */
  signal(signal: Deno.Signal): void {
    this.process.kill(signal);
  }

  /** Waits for the end. */
  async end(): Promise<TaskResult> {
    const [{ code }, stdout, stderr] = await Promise.all([
      this.process.status,
      this.#out.whole,
      this.#err.whole,
    ]);
    return { code, stdout, stderr };
  }

  /** Waits for the end, which must be in order, and gives the JSON on the last line. */
  async result<T>(): Promise<T> {
    const { code, stdout, stderr } = await this.end();
    if (code !== 0) throw new Error(`ended with ${code}: ${stderr}`);
    return JSON.parse(stdout.trimEnd().split("\n").at(-1)!);
  }

  /** Kills the task if it is still there. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.process.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    await this.end();
  }
}

/** One output, gathered. */
class Output {
  /** All of it, once it has ended. */
  readonly whole: Promise<string>;
  #text = "";
  #waiting = new Set<() => void>();
  #hasEnded = false;

  constructor(stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
    this.whole = this.#gather(stream);
  }

  async has(line: RegExp): Promise<void> {
    while (!line.test(this.#text)) {
      if (this.#hasEnded) throw new Error(`never said ${line}, but: ${this.#text}`);
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  async #gather(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      this.#text += text;
      this.#wake();
    }
    this.#hasEnded = true;
    this.#wake();
    return this.#text;
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
