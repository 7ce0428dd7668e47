/**
 * Starts one broker and lets all participants work on it in turns: `deno task bench:kafka`.
 *
 * `--seconds N` is the least length of each measurement (10), `--rounds N` how often each has its
 * turn (3), `--json FILE` where the results go, `--python PATH` the interpreter (python3),
 * `--only TEXT` takes those alone whose names hold the text, `--table FILE` measures nothing and
 * writes the tables of earlier results as Markdown.
 * @module
 */

// deno-lint-ignore-file no-console
import { join } from "node:path";
import { parseArgs } from "node:util";
import { EndlessRecords, STRETCH_BATCHES } from "#lib/app/endless_records.ts";
import { encodeRecords } from "#lib/app/record_publisher.ts";
import { KAFKA_VERSION } from "#lib/app/kafka_settings.ts";
import { formatTable } from "#lib/app/table.ts";
import type { Bus } from "#lib/bus/bus.ts";
import { openBus } from "#lib/bus/open.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { startTestBroker, whyNoBroker } from "../../tests/kafka/test_broker.ts";
import { type Participant, participants, type Place, ROOT, whyNoPython } from "./participants.ts";
import { type Answer, type Results, seriesOf } from "./results.ts";
import { COLUMNS, markdownTables, tableLines, targets } from "./results_table.ts";
import { TRAFFIC } from "./traffic.ts";

const { values: options } = parseArgs({
  options: {
    seconds: { type: "string", default: "10" },
    rounds: { type: "string", default: "3" },
    json: { type: "string" },
    python: { type: "string", default: "python3" },
    only: { type: "string", default: "" },
    table: { type: "string" },
  },
});

if (options.table === undefined) await compare();
else console.log(markdownTables(JSON.parse(await Deno.readTextFile(options.table))));

async function compare(): Promise<void> {
  const noBroker = await whyNoBroker();
  if (noBroker !== undefined) return console.log(noBroker);
  const noPython = await whyNoPython(options.python);
  if (noPython !== undefined) console.log(noPython);
  const all = participants(noPython === undefined ? options.python : undefined)
    .filter(({ name }) => name.includes(options.only));
  const rounds = Number(options.rounds);
  const folder = await Deno.makeTempDir({ prefix: "bench-kafka-" });
  const before = await about();
  const load = [Number(Deno.loadavg()[0].toFixed(2))];
  let results: Results | undefined;
  const answers: (Answer & { readonly participant: string })[] = [];
  try {
    await using test = await startTestBroker();
    // The broker is no child of the terminal's, and would run on.
    Deno.addSignalListener("SIGINT", () => {
      test.broker.signal("SIGKILL");
      for (const made of [test.folder, folder]) Deno.removeSync(made, { recursive: true });
      Deno.exit(130);
    });
    await using bus = await openBus(`kafka://${test.broker.address}`, { ifMissing: "fail" });
    await warmUp(bus);
    const recordsFile = join(folder, "records.jsonl");
    const spanUs = await writeRecords(recordsFile);
    for (let round = 0; round < rounds; round++) {
      // Each round begins with another one, so that none always follows the same.
      for (let i = 0; i < all.length; i++) {
        const participant = all[(round + i) % all.length];
        const topic = `round-${round}-${(round + i) % all.length}`;
        const { address: bootstrap } = test.broker;
        const seconds = Number(options.seconds);
        const place = { bootstrap, topic, recordsFile, spanUs, seconds };
        const answer = await run(participant, place, bus);
        answers.push({ participant: participant.name, ...answer });
        console.log(`round ${round + 1} of ${rounds}: ${participant.name}: ${brief(answer)}`);
      }
      load.push(Number(Deno.loadavg()[0].toFixed(2)));
      results = { ...before, machine: { ...before.machine, load }, ...sums(answers, round + 1) };
      // After each round: what was measured is kept, whatever happens in the next.
      if (options.json !== undefined) {
        await Deno.writeTextFile(options.json, JSON.stringify(results, undefined, 2) + "\n");
      }
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  if (results === undefined) return;
  console.log(formatTable(COLUMNS, tableLines(results)));
  for (const { asked, measured, holds } of targets(results)) {
    console.log(`${asked}: ${measured}, ${holds ? "holds" : "does not hold"}`);
  }
}

function sums(answers: readonly (Answer & { readonly participant: string })[], rounds: number) {
  return {
    versions: Object.assign(
      { deno: Deno.version.deno, kafka: KAFKA_VERSION },
      ...answers.map((one) => one.versions),
    ) as Record<string, string>,
    seconds: Number(options.seconds),
    rounds,
    series: seriesOf(answers),
  };
}

/** Lets a participant work on topics of its own, which are gone when the broker is. */
async function run({ topics, command }: Participant, place: Place, bus: Bus): Promise<Answer> {
  for (const end of topics) {
    const bounds = { partitions: 8, retentionMs: 0, retentionBytes: 2 ** 30 };
    await bus.createTopic(place.topic + end, bounds);
  }
  const [program, ...args] = command(place);
  const { success, stdout, stderr } = await new Deno.Command(program, {
    args,
    cwd: ROOT,
    stdin: "null",
  }).output();
  const text = new TextDecoder();
  if (!success) throw new Error(`${program} ${args.join(" ")} failed:\n${text.decode(stderr)}`);
  return JSON.parse(text.decode(stdout).trim().split("\n").at(-1)!) as Answer;
}

/** The broker makes its own topics with the first transaction and the first group, which takes
 * seconds: nobody's rate shall hold them. */
async function warmUp(bus: Bus): Promise<void> {
  const topic = "warm-up";
  await bus.createTopic(topic, { partitions: 1, retentionMs: 0, retentionBytes: 0 });
  await bus.publish([{ topic, key: "", value: "" }]);
  await using membership = await bus.join({ group: topic, topic, sessionTimeoutMs: 10_000 });
  await membership.poll();
}

/** Writes the records of one stretch; gives the event time that they span, µs. */
async function writeRecords(path: string): Promise<number> {
  const rows = TRAFFIC.jsonRows;
  const records = await EndlessRecords.make({ ...TRAFFIC, rows }, new LinkTable());
  const lines: string[] = [];
  for (let i = 0; i < STRETCH_BATCHES; i++) {
    const { batch } = records.next();
    for (const { value } of encodeRecords(batch, { topic: "", format: "json" })) {
      lines.push(`${value}\n`);
    }
  }
  await Deno.writeTextFile(path, lines.join(""));
  return records.spanUs;
}

function brief({ rows }: Answer): string {
  const thousands = (rate: number) => Math.round(rate / 1000).toLocaleString("en");
  return rows.map((row) => `${row.format} ${row.stage} ${thousands(row.packetsPerSecond)} k`).join(
    ", ",
  ) + " packets/s";
}

/** What is to be known before anything is measured. */
async function about() {
  const git = async (...args: string[]) => {
    const { stdout } = await new Deno.Command("git", { args, cwd: ROOT }).output();
    return new TextDecoder().decode(stdout).trim();
  };
  const cpu = /model name\s*:\s*(.*)/.exec(
    await Deno.readTextFile("/proc/cpuinfo").catch(() => ""),
  );
  const isChanged = await git("status", "--porcelain", "lib", "scripts", "bench") !== "";
  return {
    command: ["deno task bench:kafka", ...Deno.args].join(" "),
    date: new Date().toISOString(),
    commit: await git("rev-parse", "--short", "HEAD") + (isChanged ? "+" : ""),
    machine: { cores: navigator.hardwareConcurrency, cpu: cpu?.[1] ?? Deno.build.arch },
  };
}
