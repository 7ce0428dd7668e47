/**
 * Runs the project's tasks one after the other, in processes of their own.
 * @module
 */

import { UserError } from "#lib/core/errors.ts";
import type { Context } from "./run.ts";

/** Runs tasks, says which is at work, and passes on what they print. */
export class TaskRunner {
  readonly #context: Pick<Context<unknown>, "out" | "signal">;
  readonly #count: number;
  #number = 0;

  /**
   * Has run none yet.
   * @param count how many will be run
   */
  constructor(context: Pick<Context<unknown>, "out" | "signal">, count: number) {
    this.#context = context;
    this.#count = count;
  }

  /**
   * Runs a task to its end.
   * @param what it does here, for the reader
   * @returns the JSON that ended its output
   * @throws {UserError} if the task fails; it has said why
   */
  async run<T extends object>(name: string, what: string, args: readonly string[]): Promise<T> {
    const { out, signal } = this.#context;
    signal.throwIfAborted();
    out(`\n[${++this.#number}/${this.#count}] ${name}: ${what}`);
    const child = start(name, args);
    const stop = () => stopChild(child);
    signal.addEventListener("abort", stop);
    try {
      const last = await passOn(child.stdout, out);
      const { success, code } = await child.status;
      signal.throwIfAborted();
      if (!success) throw new UserError(`Cannot go on: ${name} ended with exit code ${code}`);
      return JSON.parse(last);
    } finally {
      signal.removeEventListener("abort", stop);
      // Where nobody reads the output any more, the task must not work on alone.
      stop();
      await child.status;
    }
  }
}

function start(name: string, args: readonly string[]): Deno.ChildProcess {
  try {
    // By name and not by path: the permission is to run `deno`, whichever one is on the PATH.
    return new Deno.Command("deno", {
      args: ["task", "--quiet", name, ...args, "--json"],
      stdin: "null",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new UserError(
      `Cannot start ${name}: there is no "deno" on the PATH; add its folder to it`,
      { cause: error },
    );
  }
}

function stopChild(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGTERM");
  } catch {
    // It has ended by itself.
  }
}

/** Prints all lines but the last, and gives that one. */
async function passOn(
  stdout: ReadableStream<Uint8Array<ArrayBuffer>>,
  out: (line: string) => void,
): Promise<string> {
  let rest = "";
  let last: string | undefined;
  for await (const text of stdout.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (last !== undefined) out(last);
      last = line;
    }
  }
  return last ?? "";
}
