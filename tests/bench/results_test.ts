import assert from "node:assert/strict";
import { seriesOf } from "../../bench/kafka/results.ts";
import { tableLines, targets } from "../../bench/kafka/results_table.ts";

const rates = (participant: string, format: "json" | "packed", packetsPerSecond: number) => ({
  participant,
  rows: [{
    format,
    stage: "produce" as const,
    messagesPerSecond: packetsPerSecond,
    packetsPerSecond,
    seconds: 1,
  }],
});

const MACHINE = { cores: 2, cpu: "one", load: [0] };
const ABOUT = { command: "", date: "", commit: "", machine: MACHINE, versions: {}, seconds: 1 };

Deno.test("seriesOf() gives minimum, median and spread of each participant's rounds", () => {
  const answers = [rates("a", "json", 300), rates("b", "json", 5), rates("a", "json", 100)];
  const [a, b] = seriesOf([...answers, rates("a", "json", 200)]);
  assert.deepEqual(a.packetsPerSecond, [300, 100, 200]);
  assert.deepEqual([a.minimum, a.median, a.spread], [100, 200, 1]);
  assert.deepEqual([b.minimum, b.median, b.spread], [5, 5, 0]);
  const [even] = seriesOf([rates("a", "json", 100), rates("a", "json", 300)]);
  assert.equal(even.median, 200);
});

Deno.test("targets() compares packed of ours with what others carry as JSON", () => {
  const ours = [rates("ours, Kafka", "json", 60_000), rates("ours, Kafka", "packed", 700_000)];
  const series = seriesOf([...ours, rates("confluent-kafka, pandas", "json", 100_000)]);
  const results = { ...ABOUT, rounds: 1, series };
  assert.deepEqual(targets(results).map(({ measured, holds }) => [measured, holds]), [
    ["60,000", true],
    ["700,000", false],
    ["7.0 times", true],
  ]);
  assert.deepEqual(tableLines(results).map(([, who, , median]) => [who, median]), [
    ["confluent-kafka, pandas", 100_000],
    ["ours, Kafka", 60_000],
    ["ours, Kafka", 700_000],
  ]);
});
