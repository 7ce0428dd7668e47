/**
 * Child processes that work on a log and say line by line how far they are.
 * @module
 */

import { join } from "node:path";

/** Lines after which something that was waited for will not come: a worker says some hundred a
 * second, so that this is many times what anything takes. */
export const PATIENCE_LINES = 3_000;

/** A script of `tests/bus/fixtures` that runs as a process of its own. */
export class Child implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #lines: AsyncGenerator<string, void>;
  /** Every line that was read so far. */
  readonly seen: string[] = [];

  /**
   * Starts it.
   * @param script file name
   * @param args its arguments
   */
  constructor(script: string, ...args: string[]) {
    const path = join(import.meta.dirname!, "..", "fixtures", script);
    this.#process = new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-all", "--no-check", "--quiet", path, ...args],
      stdin: "null",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#lines = linesOf(this.#process.stdout);
  }

  /** Gives the next line, `undefined` at the end of the output. */
  async line(): Promise<string | undefined> {
    const { value } = await this.#lines.next();
    if (value === undefined) return undefined;
    this.seen.push(value);
    return value;
  }

  /** Reads lines until one is this; false if none of the next {@link PATIENCE_LINES} is. */
  async until(line: string): Promise<boolean> {
    for (let read = 0; read < PATIENCE_LINES; read++) {
      const next = await this.line();
      if (next === undefined) return false;
      if (next === line) return true;
    }
    return false;
  }

  /** Reads on to the end of the output and gives how the process ended. */
  async end(): Promise<Deno.CommandStatus> {
    while (await this.line() !== undefined);
    return await this.#process.status;
  }

  /** Sends a signal. */
  signal(signal: Deno.Signal): void {
    this.#process.kill(signal);
  }

  /** Kills it with -9 and reads what it had said. */
  async kill(): Promise<void> {
    this.signal("SIGKILL");
    await this.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.signal("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    await this.end();
  }
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string, void> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
}
