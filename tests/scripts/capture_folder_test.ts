import assert from "node:assert/strict";
import { readRows } from "../capture/read_rows.ts";
import { openBytes } from "../capture/read_rows.ts";
import { resultOf, runTask } from "../app/tasks.ts";
import { captureBytes, HEADER_BYTES, PACKET_BYTES } from "./capture_file.ts";
import { packetsOf } from "./log_contents.ts";
import { assertRefused } from "./said.ts";
import { assertSamePackets } from "./same_packets.ts";
import { workplace } from "./workplace.ts";

const place = workplace();
const WHOLE = captureBytes({ packets: 3_000, gapSeconds: 0.02 });

interface Counted {
  readonly packets: number;
  readonly counters: Readonly<Record<string, number>>;
}

/** Cuts the whole capture after so many packets each, into files of a folder. */
async function writeParts(folder: string, sizes: readonly number[]): Promise<string> {
  const path = place.path(folder);
  await Deno.mkdir(path);
  let at = HEADER_BYTES;
  for (const [number, packets] of sizes.entries()) {
    const bytes = packets * PACKET_BYTES;
    const part = new Uint8Array(HEADER_BYTES + bytes);
    part.set(WHOLE.subarray(0, HEADER_BYTES));
    part.set(WHOLE.subarray(at, at + bytes), HEADER_BYTES);
    await Deno.writeFile(`${path}/part-${number}.pcap`, part);
    at += bytes;
  }
  await Deno.writeTextFile(`${path}/README.md`, "what they are");
  return path;
}

Deno.test("capture of a folder is that of the capture that its files were cut from", async () => {
  const folder = await writeParts("rotated", [1_000, 1_999, 1]);
  const bus = place.path("folder.db");
  const args = ["--input", folder, "--bus", bus, "--link", "uplink"];
  const { packets, counters } = await resultOf<Counted>("capture", args);
  assert.equal(packets, 3_000);
  assert.equal(counters.traffic_source_packets_total, 3_000);
  assert.equal(counters.traffic_source_input_bytes_total, WHOLE.length + 2 * HEADER_BYTES);
  const expected = (await readRows(await openBytes(WHOLE)))
    .map((row) => ({ ...row, link: "uplink" }));
  const found = (await packetsOf(bus)).get("uplink")!;
  // Where the cuts are, packets that run behind come in the order of their times.
  const sorted = (rows: typeof found) => rows.toSorted((a, b) => a.ts - b.ts || a.len - b.len);
  assertSamePackets(new Map([["uplink", sorted(found)]]), "uplink", sorted(expected));
  const again = await resultOf<{ packets: number; skipped: number }>("capture", args);
  assert.deepEqual([again.packets, again.skipped], [0, 3_000]);
});

Deno.test("windows of a folder are those of the whole capture", async () => {
  const folder = await writeParts("cut", [700, 2_300]);
  const file = place.path("whole.pcap");
  await Deno.writeFile(file, WHOLE);
  const csvOf = async (input: string) => {
    const out = place.path("out.csv");
    await resultOf("windows", ["--input", input, "--link", "a", "--out", out]);
    return await Deno.readTextFile(out);
  };
  assert.equal(await csvOf(folder), await csvOf(file));
});

Deno.test("a folder without captures, and a pipe among files, are refused in a sentence", async () => {
  const empty = place.path("empty");
  await Deno.mkdir(empty);
  const bus = ["--bus", place.path("never.db")];
  assertRefused(await runTask("capture", ["--input", empty, ...bus]), {
    sentence: /^Cannot read the folder ".*empty": there is no capture in it; name another$/m,
  });
  const file = place.path("whole.pcap");
  await Deno.writeFile(file, WHOLE);
  assertRefused(await runTask("capture", ["--input", file, "--input", "-", ...bus]), {
    sentence: /^Cannot merge "-" with other captures: it is a pipe/m,
  });
});
