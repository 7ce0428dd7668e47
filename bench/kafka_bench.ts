/**
 * Writing to and reading from a real broker, in both formats: `deno bench -A bench/kafka_bench.ts`.
 * One iteration is 8,192 packets in `json`, a second of 100 links (100,000 packets) in `packed`.
 * The way to forecasts is left out: an iteration of it would mostly be joining a group;
 * `deno task bench:kafka` measures it, and other clients, for as long as it takes.
 * @module
 */

// deno-lint-ignore-file no-console
import { ThroughputRig } from "#lib/app/throughput_rig.ts";
import { untrainedModel } from "#lib/app/untrained_model.ts";
import { openBus } from "#lib/bus/open.ts";
import { DEFAULT_WINDOW_OPTIONS } from "#lib/window/window_options.ts";
import { startTestBroker, whyNoBroker } from "../tests/kafka/test_broker.ts";
import { TRAFFIC } from "./kafka/traffic.ts";

const reason = await whyNoBroker();
if (reason === undefined) await defineBenches();
else console.log(`Kafka is not measured here: ${reason}`);

async function defineBenches(): Promise<void> {
  const { broker, folder } = await startTestBroker();
  globalThis.addEventListener("unload", () => {
    broker.signal("SIGKILL");
    Deno.removeSync(folder, { recursive: true });
  });
  const { windowUs } = DEFAULT_WINDOW_OPTIONS;
  const model = await untrainedModel("auto", { seed: TRAFFIC.seed, windowUs });
  const bus = await openBus(`kafka://${broker.address}`, { ifMissing: "fail" });
  for (const format of ["json", "packed"] as const) {
    const options = { ...TRAFFIC, format, prefix: `${format}-` };
    const rig = await ThroughputRig.make(bus, options, model);
    const { packets } = await rig.produce();
    const group = `Kafka, ${format}: ${packets.toLocaleString("en")} packets an iteration`;
    Deno.bench({
      name: "produce: encode, write",
      group,
      n: 20,
      warmup: 5,
      fn: async () => {
        await rig.produce();
      },
    });
    Deno.bench({
      name: "consume: read, decode",
      group,
      n: 20,
      warmup: 5,
      fn: async (bench) => {
        await rig.mark();
        await rig.produce();
        bench.start();
        await rig.consume();
        bench.end();
      },
    });
  }
}
