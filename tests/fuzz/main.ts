/**
 * The task `fuzz`: so many mutated captures, from a seed.
 *
 *     deno task fuzz --runs 1000000 --seed 1 [--json]
 *
 * An input that goes wrong is written to `fuzz-failure.bin`, and the exit code is 1.
 * @module
 */

import { parseArgs } from "node:util";
import { seedCaptures } from "./seed_captures.ts";
import { fuzzCaptures } from "./fuzz_captures.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "1000000" },
    seed: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
  },
});
const captures = seedCaptures();
const startMs = performance.now();
const { failure, ...result } = await fuzzCaptures({
  runs: Number(values.runs),
  seed: Number(values.seed),
  captures,
  onProgress: (runs) => {
    if (Deno.stderr.isTerminal()) {
      Deno.stderr.writeSync(new TextEncoder().encode(`\r${runs} of ${values.runs} runs`));
    }
  },
});
const seconds = (performance.now() - startMs) / 1000;
const text = values.json
  ? JSON.stringify({ ...result, seeds: captures.length, seconds, failure: failure?.why ?? null })
  : `${result.runs} mutations of ${captures.length} captures in ${seconds.toFixed(0)} s: ` +
    `${result.packets} packets, ${result.refused} refused, ${result.damaged} damaged; slowest ` +
    `${result.slowestMs.toFixed(0)} ms, at most ${(result.mostRssBytes / 1e6).toFixed(0)} MB`;
Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
if (failure !== undefined) {
  Deno.writeFileSync("fuzz-failure.bin", failure.input);
  Deno.stderr.writeSync(
    new TextEncoder().encode(`run ${failure.run} failed: ${failure.why}\nsee fuzz-failure.bin\n`),
  );
  Deno.exit(1);
}
