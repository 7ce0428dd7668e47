/**
 * TCP measures of real captures against tshark: the same packets are retransmissions, but for the
 * differences that `docs/windows.md` names, and handshakes take as long.
 * @module
 */

import assert from "node:assert/strict";
import { openCapture } from "#lib/capture/open.ts";
import { MeasuredSource } from "#lib/capture/tcp/measured_source.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch, PacketMark } from "#lib/core/packet.ts";
import { sharedCaptures } from "../capture/shared_captures.ts";
import { tsharkMissing } from "../capture/tshark.ts";

/** What was found, by the packet's number from 1 on. */
interface Found {
  readonly again: Set<number>;
  readonly rttUs: Map<number, number>;
}

/** What tshark says of one TCP packet. */
interface TsharkTcp {
  readonly frame: number;
  readonly stream: string;
  readonly isAgain: boolean;
  readonly isOutOfOrder: boolean;
  readonly isSynAck: boolean;
  readonly isReset: boolean;
  readonly seconds: number;
  /** Round-trip time of the stream's handshake, µs; NaN before it is known. */
  readonly initialRttUs: number;
}

async function measure(path: string): Promise<Found> {
  await using source = new MeasuredSource(await openCapture(path));
  const batch = new PacketBatch(65_536, new LinkTable());
  const found: Found = { again: new Set(), rttUs: new Map() };
  for (let frame = 1; await source.read(batch) > 0; frame += batch.length, batch.clear()) {
    for (let row = 0; row < batch.length; row++) {
      if ((batch.marks[row] & PacketMark.retransmission) !== 0) found.again.add(frame + row);
      if (batch.rttUs[row] !== 0) found.rttUs.set(frame + row, batch.rttUs[row]);
    }
  }
  return found;
}

async function askTshark(path: string): Promise<TsharkTcp[]> {
  const fields = ["frame.number", "frame.time_relative", "tcp.stream", "tcp.flags"]
    .concat(["retransmission", "out_of_order", "initial_rtt"].map((it) => `tcp.analysis.${it}`));
  const args = ["-n", "-r", path, "-Y", "tcp", "-T", "fields", "-E", "occurrence=f"]
    .concat(fields.flatMap((field) => ["-e", field]));
  const command = new Deno.Command("tshark", { args, stdout: "piped", stderr: "null" });
  const text = new TextDecoder().decode((await command.output()).stdout);
  return text.split("\n").filter((line) => line !== "").map((line) => {
    const [frame, seconds, stream, flags, again, outOfOrder, rtt] = line.split("\t");
    return {
      frame: Number(frame),
      seconds: Number(seconds),
      stream,
      isAgain: again !== "",
      isOutOfOrder: outOfOrder !== "",
      isSynAck: (Number(flags) & 0x12) === 0x12,
      isReset: (Number(flags) & 4) !== 0,
      initialRttUs: rtt === "" ? NaN : Number(rtt) * 1e6,
    };
  });
}

const captures = sharedCaptures("long");
const reason = tsharkMissing() ?? (captures.length === 0 ? "no captures to compare" : undefined);

Deno.test({
  name: `TCP measures are those of tshark${reason === undefined ? "" : `: ${reason}`}`,
  ignore: reason !== undefined,
  fn: async (t) => {
    const sum = { both: 0, ours: 0, theirs: 0, handshakes: 0, missing: 0 };
    for (const path of captures) {
      await t.step(path.split("/").at(-1)!, async () => {
        const [found, packets] = [await measure(path), await askTshark(path)];
        const streams = new Set<string>();
        const spoke = new Map<string, number>();
        for (const packet of packets) {
          const { stream, seconds } = packet;
          const isIdle = seconds - (spoke.get(stream) ?? seconds) > 300;
          spoke.set(stream, seconds);
          const isOurs = found.again.has(packet.frame);
          if (isOurs && packet.isAgain) sum.both++;
          if (isOurs && !packet.isAgain) {
            sum.ours++;
            assert.ok(packet.isOutOfOrder, `packet ${packet.frame} is new to tshark`);
          }
          if (!isOurs && packet.isAgain) {
            sum.theirs++;
            assert.ok(
              packet.isSynAck || isIdle,
              `packet ${packet.frame} is a retransmission to tshark`,
            );
          }
          if (Number.isNaN(packet.initialRttUs) || streams.has(stream)) continue;
          streams.add(stream);
          // A port that is closed answers a SYN, which is a round trip to tshark.
          if (packet.isReset) continue;
          const rttUs = found.rttUs.get(packet.frame);
          sum.handshakes++;
          // A SYN that was sent twice gives no sample here.
          if (rttUs === undefined) sum.missing++;
          else assert.ok(Math.abs(rttUs - packet.initialRttUs) <= 2, `packet ${packet.frame}`);
        }
      });
    }
    assert.ok(sum.both > 500 && sum.ours < 0.02 * sum.both, JSON.stringify(sum));
    assert.ok(sum.handshakes > 1_000 && sum.missing < 0.02 * sum.handshakes, JSON.stringify(sum));
  },
});
