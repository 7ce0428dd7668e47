import { DatabaseSync } from "node:sqlite";
import { runTask } from "../app/tasks.ts";
import { assertRefused } from "../scripts/said.ts";
import { workplace } from "../scripts/workplace.ts";

const place = workplace();

Deno.test("a log that another process keeps locked is named, and reading it needs no lock", async () => {
  const log = await place.log();
  const model = await place.model();
  using other = new DatabaseSync(log);
  other.exec("BEGIN IMMEDIATE");
  const locked = {
    sentence: `Cannot use the log "${log}": another process has kept it locked for 10 s; stop ` +
      `that process or try again later`,
  };
  const [generate, infer, windows] = await Promise.all([
    runTask("generate", ["--bus", log, "--packets", "5", "--speed", "max"]),
    runTask("infer", ["--bus", log, "--model", model, "--once"]),
    runTask("windows", ["--bus", log]),
  ]);
  assertRefused(generate, locked);
  assertRefused(infer, locked);
  if (windows.code !== 0) throw new Error(windows.stderr);
  other.exec("ROLLBACK");
});
