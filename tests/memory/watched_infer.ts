/**
 * What infer holds in memory while it works off a backlog.
 * @module
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { resultOf, runTask, startTask } from "../app/tasks.ts";

/** Memory of a process is read from /proc. */
export const CAN_WATCH = Deno.build.os === "linux";

/** Most that infer may hold, MB. */
export const MOST_MB = 200;

/** Packets that take so long that what is held may no longer rise. */
const LONG_BACKLOG = 15_000_000;

/** What was seen. */
interface Run {
  readonly peakMb: number;
  /** Memory held, from the first look to the last. */
  readonly heldMb: readonly number[];
  readonly result: { readonly packets: number; readonly forecasts: number };
}

/** Writes a backlog of packed packets of 100 links. */
export async function writeBacklog(bus: string, packets: number): Promise<void> {
  await resultOf("generate", [
    ...["--bus", bus, "--format", "packed", "--links", "100", "--rate", "100000"],
    ...["--speed", "max", "--packets", String(packets), "--retention-size", "0"],
  ]);
}

/** Trains a model of full shape: what it holds is part of what infer holds. */
export async function smallModel(dir: string): Promise<string> {
  const log = `sqlite:${join(dir, "history.db")}`;
  const model = join(dir, "model");
  const traffic = ["--duration", "15m", "--speed", "max", "--day-length", "30m"];
  assert.equal((await runTask("generate", ["--bus", log, ...traffic])).code, 0);
  const trained = await runTask("train", ["--bus", log, "--model", model, "--epochs", "1"]);
  assert.equal(trained.code, 0, trained.stderr);
  return model;
}

/**
 * Runs infer over a backlog, and checks that what it holds is bounded and does not grow.
 * @returns one line on what was seen
 */
export async function checkMemory(bus: string, model: string, packets: number): Promise<string> {
  const { peakMb, heldMb, result } = await inferWatched(bus, model);
  assert.equal(result.packets, packets);
  const mean = (list: readonly number[]) => list.reduce((a, b) => a + b, 0) / list.length;
  const third = Math.floor(heldMb.length / 3);
  // The heap breathes by tens of MB: what counts is whether the last third rises above it.
  const middle = Math.max(...heldMb.slice(third, 2 * third));
  const last = mean(heldMb.slice(2 * third));
  assert.ok(peakMb < MOST_MB, `peak ${peakMb} MB`);
  // Over a short one it has hardly come to what it holds in the long run.
  if (packets >= LONG_BACKLOG) {
    assert.ok(last < 1.1 * middle, `${middle} MB in the middle, ${last} MB at the end`);
  }
  return `${packets / 1e6} M packets: peak ${peakMb.toFixed(0)} MB, middle third up to ` +
    `${middle.toFixed(0)} MB, last third ${last.toFixed(0)} MB`;
}

/** Runs infer to the end of a log, looking at its memory on the way. */
async function inferWatched(bus: string, model: string): Promise<Run> {
  const child = startTask("infer", [
    ...["--bus", bus, "--model", model, "--once", "--print", "none", "--json"],
  ]);
  const heldMb: number[] = [];
  let peakMb = 0;
  const output = child.output();
  let isDone = false;
  output.then(() => isDone = true);
  while (!isDone) {
    const status = await Deno.readTextFile(`/proc/${child.pid}/status`).catch(() => "");
    const kbOf = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0);
    if (kbOf("VmRSS") > 0) {
      heldMb.push(kbOf("VmRSS") / 1024);
      peakMb = Math.max(peakMb, kbOf("VmHWM") / 1024);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const { code, stdout, stderr } = await output;
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  const lines = new TextDecoder().decode(stdout).trimEnd().split("\n");
  return { peakMb, heldMb, result: JSON.parse(lines.at(-1)!) };
}
