/**
 * Runs tasks where the system is in their way: on a disk that is full, and with no more rights than
 * the owner of the files gives, also where the tests run as root.
 * @module
 */

import { taskCommand, type TaskResult } from "../app/tasks.ts";

const ROOT = new URL("../..", import.meta.url).pathname;

/** The whole command of a task. */
export function commandOf(name: string, args: readonly string[]): string[] {
  return [Deno.execPath(), ...taskCommand(name), ...args];
}

/** Runs a command to its end. */
export async function runCommand([program, ...args]: readonly string[]): Promise<TaskResult> {
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args,
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** What root has to give up so that modes of files hold for it too; nothing for others. */
const AS_OWNER: readonly string[] = Deno.build.os === "linux" && Deno.uid() === 0
  ? ["setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--inh-caps", "-all"]
  : [];

/** Runs a task to which modes of files apply. */
export function runAsOwner(name: string, args: readonly string[]): Promise<TaskResult> {
  return runCommand([...AS_OWNER, ...commandOf(name, args)]);
}

/** A new mount namespace: as root at once, else through a namespace of users. */
const UNSHARE: readonly string[] = ["unshare", Deno.uid() === 0 ? "-m" : "-rm"];

/** Why no small disk can be had here; `undefined` where one can. */
export async function whyNoSmallDisk(): Promise<string | undefined> {
  if (Deno.build.os !== "linux") return "only Linux mounts file systems of a test's own";
  try {
    const mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "none", "/mnt"];
    const { code } = await runCommand([...UNSHARE, ...mount]);
    return code === 0 ? undefined : "this system lets no test mount a file system";
  } catch {
    return "unshare is not installed";
  }
}

/** What happens on a small disk, step by step. */
export interface SmallDiskStep {
  /** The task. */
  readonly name: string;
  readonly args: readonly string[];
  /** Size that the disk has from this step on. @default as before */
  readonly size?: string;
}

/** A small disk. */
export interface SmallDisk {
  /** Where it is mounted. */
  readonly folder: string;
  /** Copied to the disk first. @default none */
  readonly files?: readonly string[];
  /** Folder that what is on it in the end is copied to. */
  readonly kept: string;
}

/**
 * Runs tasks one after the other on a disk of their own, which nobody else sees and which is gone
 * afterwards.
 * @param steps the first one needs a size
 */
export async function runOnSmallDisk(
  { folder, files = [], kept }: SmallDisk,
  steps: readonly SmallDiskStep[],
): Promise<TaskResult[]> {
  for (const path of [folder, kept]) await Deno.mkdir(path, { recursive: true });
  const results = await Deno.makeTempDir();
  const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  const line = (words: readonly string[]) => words.map(quote).join(" ");
  const script = steps.flatMap(({ name, args, size }, step) => [
    size === undefined
      ? ""
      : step === 0
      ? `mount -t tmpfs -o size=${size} none ${quote(folder)} || exit 99`
      : `mount -o remount,size=${size} ${quote(folder)} || exit 98`,
    step === 0 && files.length > 0 ? `cp ${line([...files, folder])} || exit 97` : "",
    `${line(commandOf(name, args))} >${results}/${step}.out 2>${results}/${step}.err`,
    `echo $? >${results}/${step}.code`,
  ]);
  script.push(`cp -R ${quote(`${folder}/.`)} ${quote(kept)} || exit 96`);
  const { code, stderr } = await runCommand([...UNSHARE, "sh", "-c", script.join("\n")]);
  if (code !== 0) throw new Error(`the small disk failed with ${code}: ${stderr}`);
  const read = (name: string) => Deno.readTextFile(`${results}/${name}`);
  const all = await Promise.all(steps.map(async (_, step): Promise<TaskResult> => ({
    code: Number(await read(`${step}.code`)),
    stdout: await read(`${step}.out`),
    stderr: await read(`${step}.err`),
  })));
  await Deno.remove(results, { recursive: true });
  return all;
}
