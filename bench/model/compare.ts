/**
 * Measures the network on this project's kernels beside stock tfjs layers and PyTorch, each on one
 * thread, in turns: `deno task bench:model`.
 *
 * `--batch 1,64,512` sizes, `--rounds N` turns of each (5), `--seconds N` of processor time a turn
 * (0.5), `--json FILE` keeps the rounds. `PEERS_PY` names a Python that has torch.
 * @module
 */

// deno-lint-ignore-file no-console
import { parseArgs } from "node:util";
import { formatTable } from "#lib/app/table.ts";
import { kernels, type Operation, pytorch, stockLayers } from "./participants.ts";

const { values: options } = parseArgs({
  options: {
    batch: { type: "string", default: "1,64,512" },
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "0.5" },
    json: { type: "string" },
  },
});

interface Row {
  readonly op: Operation;
  readonly batch: number;
  readonly backend: string;
  readonly sequencesPerSecond: number;
  readonly peer: string;
  readonly peerSequencesPerSecond: number;
  readonly ratio: number;
  /** Of all turns, in order; sequences per second of processor time. */
  readonly rounds: readonly number[];
  readonly peerRounds: readonly number[];
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const python = await pytorch(Deno.env.get("PEERS_PY") ?? "python3");
if (python === undefined) console.log("no PyTorch: set PEERS_PY to a Python that has torch");
const stock = await stockLayers(); // first: it sets up tfjs, which holds the weights of all
const all = [await kernels(), stock, ...(python === undefined ? [] : [python])];
const rows: Row[] = [];
for (const op of ["train", "predict"] as const) {
  for (const batch of options.batch.split(",").map(Number)) {
    const rounds: number[][] = all.map(() => []);
    for (let round = 0; round < Number(options.rounds); round++) {
      for (const [i, { measure }] of all.entries()) {
        rounds[i].push(await measure(op, batch, Number(options.seconds)));
      }
    }
    const [ours, ...peers] = all.map(({ name }, i) => ({ name, rate: median(rounds[i]), i }));
    for (const peer of peers) {
      rows.push({
        op,
        batch,
        backend: ours.name,
        sequencesPerSecond: ours.rate,
        peer: peer.name,
        peerSequencesPerSecond: peer.rate,
        ratio: ours.rate / peer.rate,
        rounds: rounds[ours.i],
        peerRounds: rounds[peer.i],
      });
    }
  }
}
for (const participant of all) await participant[Symbol.asyncDispose]();

const load = Deno.loadavg().map((value) => value.toFixed(1)).join(", ");
console.log(`medians of ${options.rounds} turns; load ${load}, Deno ${Deno.version.deno}`);
console.log(formatTable(
  [
    { header: "operation" },
    { header: "batch", digits: 0 },
    { header: "backend" },
    { header: "rate", unit: "sequences/CPU s", digits: 0 },
    { header: "peer" },
    { header: "rate", unit: "sequences/CPU s", digits: 0 },
    { header: "ratio", digits: 2 },
  ],
  rows.map((row) => [
    row.op,
    row.batch,
    row.backend,
    row.sequencesPerSecond,
    row.peer,
    row.peerSequencesPerSecond,
    row.ratio,
  ]),
));
if (options.json !== undefined) {
  await Deno.writeTextFile(options.json, JSON.stringify({ load, rows }, null, 1) + "\n");
}
