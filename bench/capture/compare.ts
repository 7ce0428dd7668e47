/**
 * Reads one generated capture with ours and with other programs, in turns:
 * `deno task bench:capture`.
 *
 * `--packets N` is what the fastest read each time (2,000,000), `--rounds N` how often each has its
 * turn (3), `--json FILE` where the results go, `--python PATH` the interpreter of dpkt and scapy
 * (python3).
 * @module
 */

// deno-lint-ignore-file no-console
import { join } from "node:path";
import { parseArgs } from "node:util";
import { formatTable } from "#lib/app/table.ts";
import { readers, ROOT } from "./readers.ts";
import { sampleCapture } from "./sample.ts";

/** What ours has to be, against whom (packets/s, or times another's). */
const TARGETS = [
  { of: "ours, in memory", atLeast: 10e6, times: undefined },
  { of: "ours, with TCP measures, in memory", atLeast: 3e6, times: undefined },
  { of: "ours, in memory", atLeast: 100, times: "tshark, four fields" },
  { of: "ours, in memory", atLeast: 5, times: "pcap-parser" },
] as const;

const { values: options } = parseArgs({
  options: {
    packets: { type: "string", default: "2000000" },
    rounds: { type: "string", default: "3" },
    json: { type: "string" },
    python: { type: "string", default: "python3" },
  },
});

/** One reader over all rounds. */
interface Series {
  readonly reader: string;
  readonly packets: number;
  /** Packets/s of each round, in order. */
  readonly packetsPerSecond: number[];
  minimum: number;
  median: number;
  /** (largest − least) / median. */
  spread: number;
}

const taking = await readers(options.python, (line) => console.log(line));
const folder = await Deno.makeTempDir({ prefix: "bench-capture-" });
const load = [Deno.loadavg()[0]];
const series: Series[] = [];
try {
  const samples = await Promise.all(taking.map(async ({ share }, i) => {
    const packets = Math.max(1, Math.round(share * Number(options.packets)));
    const bytes = sampleCapture(packets);
    const path = join(folder, `${i}.pcap`);
    await Deno.writeFile(path, bytes);
    return { packets, bytes, path };
  }));
  taking.forEach(({ name }, i) =>
    series.push({
      reader: name,
      packets: samples[i].packets,
      packetsPerSecond: [],
      minimum: 0,
      median: 0,
      spread: 0,
    })
  );
  // A round more than asked: the first one warms up, files and compilers alike, and is forgotten.
  for (let round = 0; round <= Number(options.rounds); round++) {
    for (let i = 0; i < taking.length; i++) {
      const { packets, bytes, path } = samples[i];
      const seconds = await taking[i].read(bytes, path, packets);
      if (round > 0) series[i].packetsPerSecond.push(Math.round(packets / seconds));
    }
    load.push(Deno.loadavg()[0]);
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}
for (const one of series) {
  const sorted = one.packetsPerSecond.toSorted((a, b) => a - b);
  one.minimum = sorted[0];
  one.median = sorted[Math.floor(sorted.length / 2)];
  one.spread = (sorted.at(-1)! - sorted[0]) / one.median;
}

const medianOf = (name: string) => series.find(({ reader }) => reader === name)?.median;
const ours = medianOf("ours, in memory")!;
console.log(formatTable(
  [
    { header: "reader" },
    { header: "minimum", unit: "packets/s", digits: 0 },
    { header: "median", unit: "packets/s", digits: 0 },
    { header: "spread", digits: 2 },
    { header: "ours in memory is", unit: "×", digits: 2 },
  ],
  series.map(({ reader, minimum, median, spread }) => [
    reader,
    minimum,
    median,
    spread,
    ours / median,
  ]),
));
const targets = TARGETS.map(({ of, atLeast, times }) => {
  const base = times === undefined ? 1 : medianOf(times);
  const own = medianOf(of)!;
  const measured = base === undefined ? undefined : own / base;
  const unit = times === undefined ? "packets/s" : `× ${times}`;
  const holds = measured === undefined ? undefined : measured >= atLeast;
  return { asked: `${of}: at least ${atLeast} ${unit}`, measured, holds };
});
for (const { asked, measured, holds } of targets) {
  const verdict = holds ? "holds" : holds === undefined ? "not measured" : "does not hold";
  console.log(`${asked}: ${measured?.toFixed(0) ?? "–"}, ${verdict}`);
}
if (options.json !== undefined) {
  const cpu = /model name\s*:\s*(.*)/.exec(Deno.readTextFileSync("/proc/cpuinfo"));
  const commit = await new Deno.Command("git", {
    args: ["rev-parse", "--short", "HEAD"],
    cwd: ROOT,
  })
    .output();
  const results = {
    command: ["deno task bench:capture", ...Deno.args].join(" "),
    date: new Date().toISOString(),
    commit: new TextDecoder().decode(commit.stdout).trim(),
    deno: Deno.version.deno,
    machine: {
      cores: navigator.hardwareConcurrency,
      cpu: cpu?.[1] ?? Deno.build.arch,
      load: load.map((one) => Number(one.toFixed(2))),
    },
    rounds: Number(options.rounds),
    series,
    targets,
  };
  await Deno.writeTextFile(options.json, JSON.stringify(results, undefined, 2) + "\n");
}
