/**
 * The stages of `throughput` as benches: 100 links of 1,000 packets/s each, in both formats, on the
 * embedded log and in memory. One iteration is one second of event time in `packed`, 8,192 packets
 * in `json`; the stages of one rig work on the same messages.
 */

import { openBus } from "#lib/bus/open.ts";
import { DEFAULT_WINDOW_OPTIONS } from "#lib/window/window_options.ts";
import type { RecordFormat } from "#lib/app/record_publisher.ts";
import { ThroughputRig } from "#lib/app/throughput_rig.ts";
import { untrainedModel } from "#lib/app/untrained_model.ts";

const SEED = 1;
const model = await untrainedModel("auto", {
  seed: SEED,
  windowUs: DEFAULT_WINDOW_OPTIONS.windowUs,
});
const stopped = new AbortController();

for (const kind of ["sqlite", "memory"] as const) {
  for (const format of ["json", "packed"] as const) {
    const rig = await makeRig(kind, format);
    const { packets } = await rig.produce();
    await rig.pipeline(stopped.signal);
    const group = `${kind}, ${format}: ${packets.toLocaleString("en")} packets an iteration`;
    Deno.bench({
      name: "produce: encode, write",
      group,
      fn: async (bench) => {
        bench.start();
        await rig.produce();
        bench.end();
        await rig.pipeline(stopped.signal);
      },
    });
    Deno.bench({
      name: "consume: read, decode",
      group,
      baseline: true,
      fn: async (bench) => {
        await rig.mark();
        await rig.produce();
        bench.start();
        await rig.consume();
        bench.end();
        await rig.pipeline(stopped.signal);
      },
    });
    Deno.bench({
      name: "pipeline: read, decode, window, forecast, commit",
      group,
      fn: async (bench) => {
        await rig.produce();
        bench.start();
        await rig.pipeline(stopped.signal);
        bench.end();
      },
    });
  }
}

async function makeRig(kind: "sqlite" | "memory", format: RecordFormat): Promise<ThroughputRig> {
  const address = kind === "memory" ? "memory:" : `sqlite:${await Deno.makeTempDir()}/log.db`;
  const bus = await openBus(address, { ifMissing: "create" });
  return ThroughputRig.make(bus, { format, links: 100, ratePerLinkPps: 1000, seed: SEED }, model);
}
