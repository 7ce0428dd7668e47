import assert from "node:assert/strict";
import { UserError } from "#lib/core/errors.ts";
import { resultOf } from "../app/tasks.ts";
import { captureBytes, HEADER_BYTES, PACKET_BYTES } from "./capture_file.ts";
import { Child } from "./child.ts";
import { packetCount, textsOf } from "./log_contents.ts";
import { SMALL, workplace } from "./workplace.ts";

const place = workplace();
const ignore = Deno.build.os === "windows"; // which has no SIGTERM

/** Command lines of the processes that name this path, without those that have just ended. */
function processesNaming(path: string): string[] {
  return [...Deno.readDirSync("/proc")].flatMap(({ name }) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const line = Deno.readTextFileSync(`/proc/${name}/cmdline`).replaceAll("\0", " ");
      return line.includes(path) ? [line] : [];
    } catch {
      return [];
    }
  });
}

/** Waits until something holds; each look is a turn of the event loop. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let look = 0; look < 3_000; look++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.fail(`it never came to ${holds}`);
}

/** Counts the packets of a log that may not be there yet. */
async function packetsSoFar(log: string): Promise<number> {
  try {
    return await packetCount(log);
  } catch (error) {
    if (error instanceof UserError) return 0;
    throw error;
  }
}

for (const [signal, pace] of [["SIGINT", "50"], ["SIGTERM", "max"]] as const) {
  Deno.test({
    name: `generate at --speed ${pace} ends its links at ${signal} and says what it wrote`,
    ignore,
    fn: async () => {
      const log = place.path(`${signal}.db`);
      await using child = new Child("generate", ["--bus", log, "--speed", pace, "--json"]);
      await child.said(/links from /);
      await until(async () => await packetsSoFar(log) > 0);
      child.signal(signal);
      const { packets, messages } = await child.result<Record<string, number>>();
      assert.equal(await packetCount(log), packets);
      const texts = await textsOf(log, "packets");
      assert.equal(texts.length, messages);
      const links = new Set(texts.map((text) => JSON.parse(text).link));
      const ends = texts.filter((text) => JSON.parse(text).kind === "end");
      assert.deepEqual(new Set(ends.map((text) => JSON.parse(text).link)), links);
    },
  });
}

Deno.test({
  name: "capture stops in order while a pipe is silent, with every whole packet on the bus",
  ignore,
  fn: async () => {
    const log = place.path("pipe.db");
    await using child = new Child("capture", ["--input", "-", "--bus", log, "--json"], {
      stdin: "piped",
    });
    const writer = child.process.stdin.getWriter();
    const bytes = captureBytes({ packets: 30, gapSeconds: 0.1 });
    await writer.write(bytes.slice(0, HEADER_BYTES + 10 * PACKET_BYTES + 5));
    await until(async () => await packetsSoFar(log) === 10);
    await writer.write(bytes.slice(HEADER_BYTES + 10 * PACKET_BYTES + 5).slice(0, PACKET_BYTES));
    await until(async () => await packetsSoFar(log) === 11);
    child.signal("SIGTERM");
    const { packets, damage } = await child.result<Record<string, unknown>>();
    assert.deepEqual([packets, damage], [11, null]);
    assert.equal(await packetCount(log), 11);
    await writer.close().catch(() => {}); // the reader has gone
  },
});

/** Makes a pipe that has a path. */
async function makePipe(name: string): Promise<string> {
  const path = place.path(name);
  assert.equal((await new Deno.Command("mkfifo", { args: [path] }).output()).code, 0);
  return path;
}

Deno.test({
  name: "capture of a pipe that has a path ends its links where it is stopped",
  ignore,
  fn: async () => {
    const pipe = await makePipe("named-pipe");
    const log = place.path("named-pipe.db");
    const args = ["--input", pipe, "--bus", log, "--format", "json", "--json"];
    await using child = new Child("capture", args);
    using writer = await Deno.open(pipe, { write: true });
    await writer.write(captureBytes({ packets: 10, gapSeconds: 0.1 }));
    await until(async () => await packetsSoFar(log) === 10);
    child.signal("SIGTERM");
    assert.equal((await child.result<{ packets: number }>()).packets, 10);
    const kinds = (await textsOf(log, "packets")).map((text) => JSON.parse(text).kind);
    assert.deepEqual(kinds.filter((kind) => kind !== undefined && kind !== "packet"), ["end"]);
  },
});

Deno.test({
  name: "capture stops in order before a pipe has said anything",
  ignore,
  fn: async () => {
    const pipe = await makePipe("silent-pipe");
    const args = ["--input", pipe, "--bus", place.path("silent.db"), "--json"];
    await using child = new Child("capture", args);
    // Opens when the other side does: the task is at work by then, and listens to signals.
    using _writer = await Deno.open(pipe, { write: true });
    child.signal("SIGINT");
    assert.equal((await child.result<{ packets: number }>()).packets, 0);
  },
});

Deno.test({
  name: "train keeps the best epoch so far",
  ignore,
  fn: async () => {
    const model = place.path("stopped");
    await using child = new Child("train", [
      ...["--bus", await place.log(), "--model", model, "--epochs", "100000"],
      ...["--patience", "100000", ...SMALL, "--json"],
    ]);
    await child.said(/^epoch 3 of 100000: /m);
    child.signal("SIGINT");
    const result = await child.result<Record<string, number | string>>();
    assert.equal(result.stopped, "aborted");
    assert.ok(Number(result.bestEpoch) >= 1 && Number(result.epochs) >= 3);
    const evaluated = await resultOf<{ modelHash: string }>("evaluate", [
      ...["--bus", await place.log(), "--model", model],
    ]);
    assert.equal(evaluated.modelHash, result.modelHash);
  },
});

Deno.test({
  name: "train saves nothing before its first epoch is done, and says so",
  ignore,
  fn: async () => {
    const model = place.path("untrained");
    await using child = new Child("train", [
      ...["--bus", await place.log(), "--model", model, "--units", "256", "--horizon", "1"],
    ]);
    await child.said(/sequences to train on/);
    child.signal("SIGTERM");
    const { code, stdout, stderr } = await child.end();
    assert.deepEqual([code, stdout], [130, ""]);
    assert.match(
      stderr,
      /the model is untrained and not saved\ntrain stopped before it was done\n$/,
    );
    assert.throws(() => Deno.statSync(model), Deno.errors.NotFound);
  },
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test({
    name: `infer at ${signal} commits what it has done, leaves the group, and ends`,
    ignore,
    fn: async () => {
      const minutes = 60;
      const log = await place.generate(`infer-${signal}.db`, ["--duration", `${minutes}m`]);
      const args = ["--bus", log, "--model", await place.model(), "--json"];
      // It never commits by itself: what is there afterwards was committed at the end.
      const rarely = ["--commit-interval", "1h", "--session-timeout", "1d"];
      await using child = new Child("infer", [...args, ...rarely, "--print", "forecasts"]);
      await child.printed(/^2025-03-03T00:/);
      child.signal(signal);
      const { forecasts } = await child.result<{ forecasts: number }>();
      assert.equal((await textsOf(log, "forecasts")).length, 3 * forecasts);
      assert.deepEqual([...Deno.readDirSync(`${log}-members`)], []);
      // The rest, at once: nobody has to wait for the session of the one that left.
      const rest = await resultOf<{ forecasts: number }>("infer", [...args, "--once"]);
      assert.equal(forecasts + rest.forecasts, 2 * (12 * minutes - 1));
    },
  });
}

Deno.test({
  name: "demo stops the task at work, and leaves no process behind",
  ignore: Deno.build.os !== "linux", // which lists processes as files
  fn: async () => {
    const dir = place.path("demo");
    await using child = new Child("demo", ["--dir", dir, "--report", `${dir}/report.html`]);
    await child.said(/links from .* to "history"/);
    assert.ok(processesNaming(dir).length > 1);
    child.signal("SIGTERM");
    const { code, stderr } = await child.end();
    assert.equal(code, 130);
    assert.match(stderr, /\ndemo stopped before it was done\n$/);
    assert.deepEqual(processesNaming(dir), []);
    // Nearly 300,000 packets would have come; it did not wait for them.
    const packets = await packetCount(`${dir}/demo.db`, "history");
    assert.ok(packets > 0 && packets < 200_000, `${packets} packets`);
  },
});
