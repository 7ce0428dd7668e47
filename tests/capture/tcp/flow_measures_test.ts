import { deepEqual, equal, ok } from "node:assert/strict";
import { FlowMeasures } from "#lib/capture/tcp/flow_measures.ts";
import { Random } from "#lib/core/random.ts";
import { batchOf, handshake, measured, resultOf, type Segment } from "./segments.ts";

const NOTHING = { rtts: [0], again: [], begins: [] };

Deno.test("the first packet of a flow begins it, whatever it is and whoever sends it", () => {
  deepEqual(measured([{ ms: 0, from: "server" }, { ms: 1 }, { ms: 2, port: 9 }]).begins, [0, 2]);
  deepEqual(measured([{ ms: 0, family: 6 }, { ms: 1, family: 6, from: "server" }]).begins, [0]);
  deepEqual(measured([{ ms: 0 }, { ms: 1, link: 1 }, { ms: 2, family: 6 }]).begins, [0, 1, 2]);
  deepEqual(measured([{ ms: 0, proto: 17 }, { ms: 1, proto: 17 }, { ms: 2, proto: 1 }]).begins, [
    0,
    2,
  ]);
});

Deno.test("another SYN on the same ports begins another flow, the same one again does not", () => {
  const again = handshake(20, 30, 50_000, 5_000).map((segment) => ({
    ...segment,
    ...(segment.from === undefined ? { seq: segment.seq! + 777 } : { ack: segment.ack! + 777 }),
  }));
  const both = measured([...handshake(1, 2), ...again]);
  deepEqual(both, { rtts: [0, 0, 3, 0, 0, 50], again: [], begins: [0, 3] });
});

Deno.test("a flow that was silent for too long is over", () => {
  const minute = 60_000;
  deepEqual(measured([{ ms: 0 }, { ms: 5 * minute }, { ms: 10 * minute + 1 }]).begins, [0, 2]);
  const udp = (ms: number): Segment => ({ ms, proto: 17 });
  deepEqual(measured([udp(0), udp(minute), udp(2 * minute + 1)]).begins, [0, 2]);
});

Deno.test("a packet from long before is of another flow", () => {
  deepEqual(measured([{ ms: 400_000 }, { ms: 100_001 }, { ms: 100_000 }]).begins, [0]);
  deepEqual(measured([{ ms: 400_000 }, { ms: 99_999 }, { ms: 99_999 }]).begins, [0, 1]);
});

Deno.test("ticks, what is not IP, later fragments and headers that were cut have no flow", () => {
  deepEqual(measured([{ ms: 0, kind: 1 }]), NOTHING);
  deepEqual(measured([{ ms: 0, cut: "header" }]), NOTHING);
  const rows = batchOf([{ ms: 0, proto: 17 }, { ms: 0 }, { ms: 0 }]);
  rows.sport[0] = rows.dport[0] = 0;
  rows.family[1] = 0;
  rows.tcp!.seen[2] = 0;
  const measures = new FlowMeasures();
  measures.measure(rows);
  deepEqual(resultOf(rows), { rtts: [0, 0, 0], again: [], begins: [] });
  rows.tcp = undefined;
  measures.measure(rows);
  equal(measures.stats.flows, 0);
});

Deno.test("measures do not depend on how packets are cut into batches, nor touch other rows", () => {
  const segments = [5, 6, 7].flatMap((port) => handshake(20, 30, port, port));
  const whole = measured(segments);
  const batch = batchOf(segments);
  const measures = new FlowMeasures();
  const { length } = batch;
  for (let row = 0; row < length; row++) {
    batch.length = row + 1;
    measures.measure(batch, row);
  }
  deepEqual(resultOf(batch), whole);
  deepEqual(measures.stats, { flows: 3, evicted: 0, retransmissions: 0, rttSamples: 3 });
});

Deno.test("a full table forgets the flow that is silent for longest, and says so", () => {
  const flows = Array.from({ length: 9 }, (_, port): Segment => ({ ms: port, port: 1000 + port }));
  const measures = new FlowMeasures({ maxFlows: 8 });
  const batch = batchOf([...flows, { ms: 20, port: 1001 }, { ms: 21, port: 1000 }]);
  measures.measure(batch);
  // 1001 is there still; 1000 gave way to 1008, and comes back for 1002.
  deepEqual(resultOf(batch).begins, [0, 1, 2, 3, 4, 5, 6, 7, 8, 10]);
  equal(measures.stats.evicted, 2);
});

Deno.test("idle flows give way without being missed", () => {
  const flows = Array.from({ length: 16 }, (_, k): Segment => ({
    ms: k < 8 ? k : 400_000,
    port: k,
  }));
  const measures = new FlowMeasures({ maxFlows: 8 });
  measures.measure(batchOf(flows));
  deepEqual(measures.stats, { flows: 16, evicted: 0, retransmissions: 0, rttSamples: 0 });
});

Deno.test("flows spread over the table: at half its size next to none gives way", () => {
  const random = new Random(3);
  const measures = new FlowMeasures({ maxFlows: 8_192 });
  const ports = Array.from({ length: 4_096 }, (_, k) => 1_024 + k);
  const families = ports.map(() => random.integer(2) === 0 ? 4 : 6);
  const batch = batchOf(ports.map((port, k): Segment => ({ ms: 0, port, family: families[k] })));
  measures.measure(batch);
  // Poisson: of 1,024 buckets with 4 on average 2 % have to hold more than 8, 30 too many in all.
  ok(measures.stats.evicted < 60, `${measures.stats.evicted} gave way`);
});
