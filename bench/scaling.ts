/**
 * Measures what `docs/scaling.md` says: what packets and links cost one process, what their state
 * takes, and what follows for many. Writes the figures as JSON, and tables to standard output.
 *
 *     deno task bench:scaling [BUS …]
 *
 * Each BUS is measured too: the address of an empty one, such as `kafka://localhost:9092`. Times
 * are CPU times of the process, so that other work on the machine changes them little.
 */

import { formatTable } from "#lib/app/table.ts";
import { untrainedModel } from "#lib/app/untrained_model.ts";
import { type BusCost, busCost } from "./scaling/bus_cost.ts";
import { type LinkTraffic, WINDOW_US } from "./scaling/link_traffic.ts";
import { modelCost } from "./scaling/model_cost.ts";
import { pipelineCost } from "./scaling/pipeline_cost.ts";
import { makePlan, type Plan, spreadOf } from "./scaling/plan.ts";
import { stateCost } from "./scaling/state_cost.ts";

const SECONDS = 0.5;
const RESULT = new URL("results/scaling.json", import.meta.url).pathname;

function say(title: string, table: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`\n${title}\n\n${table}\n`));
}

using model = await untrainedModel("auto", { seed: 1, windowUs: WINDOW_US });
const load = Deno.loadavg();

const state = [100_000].map((links) => stateCost(model, links));
say(
  "State of a link",
  formatTable(
    [
      { header: "links" },
      { header: "in memory", unit: "bytes a link", digits: 0 },
      { header: "stored", unit: "bytes a link", digits: 0 },
      { header: "restore", unit: "CPU s per 100,000", digits: 2 },
    ],
    state.map((s) => [
      s.links,
      s.memoryBytesPerLink,
      s.storedBytesPerLink,
      s.restoreSecondsPer100k,
    ]),
  ),
);

const batches = [1, 8, 64, 512].map((batch) => modelCost(model, batch, SECONDS));
say(
  "Forecasts of all horizons, by batch",
  formatTable(
    [{ header: "batch", unit: "rows" }, { header: "forecasts/CPU s", digits: 0 }],
    batches.map((b) => [b.batch, b.forecastsPerSecond]),
  ),
);

const sparse: LinkTraffic[] = [1, 100, 1_000, 10_000, 100_000].map((links) => (
  { links, packetsPerWindow: 1, format: "json" }
));
const busy: LinkTraffic[] = (["json", "packed"] as const).flatMap((format) =>
  [1, 100].map((links) => ({ links, packetsPerWindow: 5_000, format }))
);
const pipeline = [...sparse, ...busy].map((traffic) => pipelineCost(model, traffic, SECONDS));
say(
  "Decode, window, forecast, records, state; no bus",
  formatTable(
    [
      { header: "links" },
      { header: "format" },
      { header: "packets a window" },
      { header: "link-window", unit: "CPU µs", digits: 1 },
      { header: "packet", unit: "CPU µs", digits: 3 },
      { header: "links a core" },
    ],
    pipeline.map((p) => [
      p.links,
      p.format,
      p.packetsPerWindow,
      p.cpuUsPerLinkWindow,
      p.cpuUsPerPacket,
      p.linksPerCore,
    ]),
  ),
);

const buses: BusCost[] = [];
const dir = await Deno.makeTempDir({ prefix: "scaling-" });
try {
  for (const address of [`sqlite:${dir}/log.db`, ...Deno.args]) {
    buses.push(await busCost(address, model, 20_000, 2));
  }
} finally {
  await Deno.remove(dir, { recursive: true });
}
say(
  "With the bus, one packet a window",
  formatTable(
    [
      { header: "bus" },
      { header: "links" },
      { header: "link-window", unit: "CPU µs", digits: 1 },
      { header: "link-window", unit: "µs", digits: 1 },
      { header: "links a core" },
      { header: "taking over 100,000", unit: "CPU s", digits: 2 },
      { header: "taking over 100,000", unit: "s", digits: 2 },
    ],
    buses.map((b) => [
      b.bus,
      b.links,
      b.cpuUsPerLinkWindow,
      b.wallUsPerLinkWindow,
      b.linksPerCore,
      b.takeOverCpuSecondsPer100k,
      b.takeOverSecondsPer100k,
    ]),
  ),
);

const onBus = buses[buses.length - 1];
const packed = pipeline.findLast(({ format }) => format === "packed")!;
const input = {
  cpuUsPerLinkWindow: onBus.cpuUsPerLinkWindow,
  cpuUsPerPacket: packed.cpuUsPerPacket,
  memoryBytesPerLink: state[0].memoryBytesPerLink,
  storedBytesPerLink: state[0].storedBytesPerLink,
  takeOverSecondsPer100k: onBus.takeOverCpuSecondsPer100k,
};
const plans: Plan[] = [[100_000, 5, 5], [1_000_000, 5, 5], [10_000_000, 5, 5], [10_000_000, 60, 20]]
  .map((
    [links, windowSeconds, commitSeconds],
  ) =>
    makePlan({
      ...input,
      links,
      windowSeconds,
      commitSeconds,
      horizon: 12,
      packetsPerSecond: links,
    })
  );
say(
  `Plans for a packet a second and link, 12 windows ahead, from the figures of ${onBus.bus}`,
  formatTable(
    [
      { header: "links" },
      { header: "window", unit: "s" },
      { header: "commit", unit: "s" },
      { header: "processes" },
      { header: "partitions" },
      { header: "memory", unit: "MB a process", digits: 0 },
      { header: "in", unit: "MB/s", digits: 0 },
      { header: "out", unit: "MB/s", digits: 0 },
      { header: "state", unit: "GB", digits: 1 },
      { header: "recovery", unit: "s", digits: 1 },
    ],
    plans.map((p) => [
      p.links,
      p.windowSeconds,
      p.commitSeconds,
      p.processes,
      p.partitions,
      p.memoryMbPerProcess,
      p.inMbPerSecond,
      p.outMbPerSecond,
      p.stateGb,
      p.recoverySeconds,
    ]),
  ),
);

const spread = [plans[1], plans[3]].map(({ links, partitions }) => spreadOf(links, partitions));
say(
  "How evenly the hash spreads them",
  formatTable([
    { header: "links" },
    { header: "partitions" },
    { header: "mean", unit: "links", digits: 0 },
    { header: "most", unit: "links" },
  ], spread.map((s) => [s.links, s.partitions, s.mean, s.most])),
);

const machine = { cores: navigator.hardwareConcurrency, deno: Deno.version.deno, load };
await Deno.mkdir(new URL("results", import.meta.url), { recursive: true });
await Deno.writeTextFile(
  RESULT,
  JSON.stringify({ machine, state, batches, pipeline, buses, plans, spread }, null, 2) + "\n",
);
