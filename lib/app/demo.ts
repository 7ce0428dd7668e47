/**
 * The work of `demo`: the whole system, one task after the other, each a process of its own with
 * its own permissions. This one may only start `deno`.
 * @module
 */

import { join } from "node:path";
import type { DemoConfig } from "#lib/config/scripts/demo.ts";
import { UserError } from "#lib/core/errors.ts";
import { formatNumber } from "./format.ts";
import { makeFolder } from "./make_folder.ts";
import { TaskRunner } from "./task_runner.ts";
import type { Context } from "./run.ts";
import { checkFilePlace } from "./write_aside.ts";

/** A day of traffic is squeezed into this much event time. */
const DAY = "30m";
/** Event time of the traffic to learn from: five such days. */
const HISTORY = "150m";
/** Congestions of a link in a day. */
const EPISODES_PER_DAY = "3";
/** Packets in a window that are a congestion on the generator's links. */
const THRESHOLD = 100;

/** What the demo takes from the result of `train`. */
interface Trained {
  readonly packetsPercentile95: number;
  readonly testFrom: string | null;
}

/** Shows the system at work, and leaves log, model, labels and report. */
export async function demo(context: Context<DemoConfig>): Promise<void> {
  const { config, clock } = context;
  const startMs = clock.nowMs();
  makeFolder(config.dir);
  checkFilePlace(config.report);
  for (const name of LEFTOVERS) removeIfThere(join(config.dir, name));
  const tasks = new TaskRunner(context, config.input === undefined ? 5 : 4);
  const result = config.input === undefined
    ? await onGenerated(tasks, config)
    : await onCapture(tasks, config, config.input);
  const seconds = (clock.nowMs() - startMs) / 1000;
  context.out(
    `Done in ${formatNumber(seconds, 1)} s. Open ${config.report} in a browser; log and model ` +
      `are in ${config.dir}.`,
  );
  context.result({ seconds, dir: config.dir, ...result });
}

/** Learns from one seed's traffic, and forecasts another's. */
async function onGenerated(tasks: TaskRunner, config: DemoConfig): Promise<object> {
  const { bus, model, labels } = placesIn(config.dir);
  const traffic = [...bus, "--speed", "max", "--day-length", DAY];
  const episodes = ["--episodes-per-day", EPISODES_PER_DAY];
  const fresh = config.seed + 1;
  await tasks.run("generate", `five days of ${DAY} on 4 links, to learn from`, [
    ...[...traffic, ...episodes, "--topic", "history", "--duration", HISTORY],
    ...["--seed", String(config.seed)],
  ]);
  await tasks.run("train", "an LSTM on these days, stopped by the last part of them", [
    ...[...bus, "--topic", "history", ...model, "--split", "0.85,0.15,0"],
    ...trainingOf(config),
  ]);
  await tasks.run("generate", "a day that the model has not seen, of another seed", [
    ...[...traffic, ...episodes, "--duration", DAY, "--seed", String(fresh), ...labels],
  ]);
  const threshold = ["--threshold", String(config.threshold ?? THRESHOLD)];
  await tasks.run("infer", "that day, window by window", [
    ...[...bus, ...model, ...threshold, "--once", "--print", "none"],
  ]);
  return await tasks.run("report", "what was forecast beside what came", [
    ...[...bus, ...model, ...threshold, ...labels, "--out", config.report],
    ...["--title", "Forecasts and alerts on generated traffic"],
    ...[
      "--source",
      `generated traffic of seed ${fresh}; the model learned from seed ${config.seed}`,
    ],
    ...["--command", `deno task demo --seed ${config.seed}`],
  ]);
}

/** Learns from the first part of a capture, and forecasts the last. */
async function onCapture(tasks: TaskRunner, config: DemoConfig, input: string): Promise<object> {
  const { bus, model } = placesIn(config.dir);
  await tasks.run("capture", `${input} to the log`, ["--input", input, ...bus]);
  const trained = await tasks.run<Trained>("train", "an LSTM on the first 80 % of its time", [
    ...["--input", input, ...model, ...trainingOf(config)],
  ]);
  if (trained.testFrom === null) {
    throw new UserError(`Cannot judge forecasts of "${input}": it is too short for a last part`);
  }
  const threshold = ["--threshold", String(config.threshold ?? (trained.packetsPercentile95 || 1))];
  await tasks.run("infer", "the capture from its beginning, window by window", [
    ...[...bus, ...model, ...threshold, "--once", "--print", "none"],
  ]);
  return await tasks.run("report", "the last 20 % of its time, which training did not see", [
    ...[...bus, ...model, ...threshold, "--since", trained.testFrom, "--out", config.report],
    ...["--title", "Forecasts and alerts on a capture", "--source", input],
    ...["--command", `deno task demo --input ${input}`],
  ]);
}

/** Where everything lies, as flags. */
function placesIn(dir: string): Record<"bus" | "model" | "labels", string[]> {
  return {
    bus: ["--bus", `sqlite:${join(dir, "demo.db")}`],
    model: ["--model", join(dir, "model")],
    labels: ["--labels", join(dir, "demo-labels.jsonl")],
  };
}

function trainingOf({ epochs, maxSequences, seed }: DemoConfig): string[] {
  return [
    ...["--epochs", String(epochs), "--max-sequences", String(maxSequences)],
    ...["--seed", String(seed)],
  ];
}

/** What an earlier demo left; the next one starts from nothing. No name that other scripts give
 * their files by default: the folder may be one that is in use. */
const LEFTOVERS = [
  "demo.db",
  "demo.db-wal",
  "demo.db-shm",
  "demo.db-members",
  "demo-labels.jsonl",
];

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
