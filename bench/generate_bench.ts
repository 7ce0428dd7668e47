/**
 * Making synthetic traffic: the packets alone, with the measures of their flows, and as frames. One
 * iteration is a batch of 8,192 packets; the sources go on from one to the next.
 */

import { FrameBuilder } from "#lib/capture/synthetic/frame_builder.ts";
import { SyntheticSource } from "#lib/capture/synthetic/synthetic_source.ts";
import { FlowMeasures } from "#lib/capture/tcp/flow_measures.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import { TcpColumns } from "#lib/core/tcp_columns.ts";

const ROWS = 8_192;

for (const [links, ratePps] of [[4, 32], [4, 100_000], [100, 100_000]] as const) {
  const group = `${links} links, ${ratePps.toLocaleString("en")} packets/s: ${ROWS} packets`;
  const plain = new SyntheticSource({ links, ratePps, seed: 1 });
  const bare = new PacketBatch(ROWS, new LinkTable());
  Deno.bench({
    name: "packets",
    group,
    baseline: true,
    fn: () => {
      bare.clear();
      plain.readUntil(bare, Infinity);
    },
  });

  const measured = new SyntheticSource({ links, ratePps, seed: 1 });
  const batch = new PacketBatch(ROWS, new LinkTable());
  batch.tcp = new TcpColumns(ROWS);
  const measures = new FlowMeasures();
  Deno.bench({
    name: "packets with their headers, measured",
    group,
    fn: () => {
      batch.clear();
      measured.readUntil(batch, Infinity);
      measures.measure(batch);
    },
  });

  const frames = new FrameBuilder();
  Deno.bench({
    name: "frames of a batch",
    group,
    fn: () => {
      for (let row = 0; row < batch.length; row++) frames.build(batch, row);
    },
  });
}
