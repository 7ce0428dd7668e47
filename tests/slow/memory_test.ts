import assert from "node:assert/strict";
import { join } from "node:path";
import { resultOf, runTask, startTask } from "../app/tasks.ts";

/** What infer may hold, MB. */
const MOST_MB = 200;
/** 50 million where there is time for it: TRAFFIC_FULL=1. */
const PACKETS = Deno.env.get("TRAFFIC_FULL") === "1" ? 50_000_000 : 15_000_000;

const isLinux = Deno.build.os === "linux";

interface Run {
  readonly peakMb: number;
  /** Memory held, from the first look to the last. */
  readonly heldMb: readonly number[];
  readonly result: { readonly packets: number; readonly forecasts: number };
}

/** Runs infer to the end of a log, looking at its memory on the way. */
async function inferWatched(log: string, model: string): Promise<Run> {
  const child = startTask("infer", [
    ...["--bus", log, "--model", model, "--once", "--print", "none", "--json"],
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

async function smallModel(dir: string): Promise<string> {
  const log = `sqlite:${join(dir, "history.db")}`;
  const model = join(dir, "model");
  const traffic = ["--duration", "15m", "--speed", "max", "--day-length", "30m"];
  assert.equal((await runTask("generate", ["--bus", log, ...traffic])).code, 0);
  // The full shape: what a model of it holds is part of what infer holds.
  assert.equal(
    (await runTask("train", ["--bus", log, "--model", model, "--epochs", "1"])).code,
    0,
  );
  return model;
}

Deno.test({
  name: `infer holds less than ${MOST_MB} MB, and no more at the end of a backlog than at its ` +
    `beginning` + (isLinux ? "" : ": memory is read from /proc, which only Linux has"),
  ignore: !isLinux,
  fn: async (t) => {
    const dir = await Deno.makeTempDir({ prefix: "traffic-memory-" });
    try {
      const model = await smallModel(dir);
      const log = `sqlite:${join(dir, "backlog.db")}`;
      await resultOf("generate", [
        ...["--bus", log, "--format", "packed", "--links", "100", "--rate", "100000"],
        ...["--speed", "max", "--packets", String(PACKETS), "--retention-size", "0"],
      ]);
      const { peakMb, heldMb, result } = await inferWatched(log, model);
      assert.equal(result.packets, PACKETS);
      const mean = (list: readonly number[]) => list.reduce((a, b) => a + b, 0) / list.length;
      const third = Math.floor(heldMb.length / 3);
      // The heap breathes by tens of MB: what counts is whether the last third rises above it.
      const middle = Math.max(...heldMb.slice(third, 2 * third));
      const last = mean(heldMb.slice(2 * third));
      await t.step(
        `${PACKETS / 1e6} M packets: peak ${peakMb.toFixed(0)} MB, middle third up to ` +
          `${middle.toFixed(0)} MB, last third ${last.toFixed(0)} MB`,
        () => {},
      );
      assert.ok(peakMb < MOST_MB, `peak ${peakMb} MB`);
      assert.ok(last < 1.1 * middle, `${middle} MB in the middle, ${last} MB at the end`);
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});
