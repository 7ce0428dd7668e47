/**
 * Runs the project's tasks as a user does: in a process of their own, with their own permissions.
 */

const ROOT = new URL("../..", import.meta.url).pathname;

/** What a task left behind. */
export interface TaskResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command of a task, split at its blanks, with `deno` cut off. */
export function taskCommand(name: string): string[] {
  const { tasks } = JSON.parse(Deno.readTextFileSync(`${ROOT}deno.json`)) as {
    tasks: Record<string, { command: string }>;
  };
  return tasks[name].command.split(" ").slice(1);
}

/** How to start a task: anything that a command takes, and another script in place of its own. */
export interface TaskOptions extends Partial<Deno.CommandOptions> {
  /** Path from the root of the project. */
  readonly script?: string;
}

/** Starts a task with more arguments; its output is piped. */
export function startTask(
  name: string,
  args: readonly string[],
  { script, ...options }: TaskOptions = {},
): Deno.ChildProcess {
  const command = taskCommand(name);
  if (script !== undefined) command.splice(-1, 1, script);
  return new Deno.Command(Deno.execPath(), {
    args: [...command, ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    ...options,
  }).spawn();
}

/** Runs a task to its end. */
export async function runTask(
  name: string,
  args: readonly string[],
  options: TaskOptions = {},
): Promise<TaskResult> {
  const { code, stdout, stderr } = await startTask(name, args, options).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Runs a task that must succeed, and gives the JSON on the last line of its output. */
export async function resultOf<T>(name: string, args: readonly string[]): Promise<T> {
  const { code, stdout, stderr } = await runTask(name, [...args, "--json"]);
  if (code !== 0) throw new Error(`${name} ${args.join(" ")} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout.trimEnd().split("\n").at(-1)!);
}
