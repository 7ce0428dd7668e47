// The measures of flows, which know packets only, on flows of the generator, which knows the truth.
import assert from "node:assert/strict";
import type { SyntheticOptions } from "#lib/capture/synthetic/options.ts";
import { SyntheticSource } from "#lib/capture/synthetic/synthetic_source.ts";
import { FlowMeasures } from "#lib/capture/tcp/flow_measures.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import { TcpColumns } from "#lib/core/tcp_columns.ts";

const PACKETS = 100_000;

/** Measures traffic; gives the samples of round-trip times, sorted, and the counts. */
function measured(options: Partial<SyntheticOptions>) {
  const batch = new PacketBatch(PACKETS, new LinkTable());
  batch.tcp = new TcpColumns(PACKETS);
  new SyntheticSource({ ratePps: 2_000, ...options }).readUntil(batch, Infinity);
  const measures = new FlowMeasures();
  measures.measure(batch);
  return { rtts: batch.rttUs.filter((us) => us > 0).sort(), stats: measures.stats, batch };
}

Deno.test("round-trip times seen in passing are those that were set, within 1 %", () => {
  for (const rttUs of [2_000, 40_000, 150_000]) {
    for (const way of [{ rttJitter: 0, lossShare: 0 }, {}]) {
      const { rtts } = measured({ rttUs, rttSpread: 0, ...way });
      const median = rtts[rtts.length >> 1];
      assert.ok(rtts.length > 0.2 * PACKETS, `${rtts.length} samples`);
      assert.ok(Math.abs(median / rttUs - 1) < 0.01, `${median} instead of ${rttUs}`);
    }
  }
});

Deno.test("retransmissions seen in passing are as many as were made", () => {
  assert.equal(measured({ lossShare: 0 }).stats.retransmissions, 0);
  const { stats, batch } = measured({ lossShare: 0.05 });
  let data = 0;
  for (let row = 0; row < PACKETS; row++) {
    if (batch.proto[row] === 6 && (batch.tcp!.payloadBytes[row] > 0 || batch.flags[row] === 2)) {
      data++;
    }
  }
  // All that are sent again are among the data and SYNs: p of them, four standard errors.
  const share = stats.retransmissions / data;
  assert.ok(Math.abs(share - 0.05) < 4 * Math.sqrt(0.05 / data), `${share}`);
});
