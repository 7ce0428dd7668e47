import assert from "node:assert/strict";
import { followMetrics } from "#lib/app/follow_metrics.ts";
import { publishMetrics } from "#lib/app/publish_metrics.ts";
import { RecordPublisher } from "#lib/app/record_publisher.ts";
import { Ticker } from "#lib/capture/ticker.ts";
import type { Metric } from "#lib/telemetry/metric.ts";
import { WorkerRig } from "../app/worker_rig.ts";
import { readFile, tableBelow } from "./read_docs.ts";

const PAGE = readFile("docs/metrics.md");

async function allMetrics(): Promise<Record<string, Metric[]>> {
  const rig = await WorkerRig.make();
  const ticker = new Ticker({ windowUs: 5e6, maxGapWindows: 1 });
  const options = { topic: "packets", format: "json" } as const;
  const retries = () => 0;
  return {
    "## infer": followMetrics({ ...rig.worker(), clock: rig.clock, retries }),
    "## generate and capture": publishMetrics({
      source: { stats: { packets: 0, bytes: 0, inputBytes: 0, dropped: 0, undecoded: new Map() } },
      publisher: new RecordPublisher(options, ticker, () => Promise.resolve()),
      retries,
    }),
  };
}

Deno.test("the page lists every metric with its label, and no other", async () => {
  for (const [heading, metrics] of Object.entries(await allMetrics())) {
    assert.deepEqual(
      tableBelow(PAGE, heading).map(([name, label]) => [name, label]),
      metrics.map(({ name, label }) => [`\`${name}\``, label === undefined ? "" : `\`${label}\``]),
    );
  }
});

Deno.test("metrics are named by the conventions of Prometheus, and none has the link for label", async () => {
  for (const { name, kind, label } of Object.values(await allMetrics()).flat()) {
    assert.match(name, /^traffic_[a-z]+(_[a-z]+)*$/);
    assert.equal(name.endsWith("_total"), kind === "counter", name);
    assert(!/_(ms|us|millis|kb|mb)(_|$)/.test(name), `${name}: base units`);
    assert.notEqual(label, "link", name);
  }
});
