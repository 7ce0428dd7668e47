import assert from "node:assert/strict";
import { runTask } from "../app/tasks.ts";

const LONG = new URL("../../../shared/data/pcap/long/", import.meta.url).pathname;
const WINDOW_US = 5_000_000n;

interface Sum {
  packets: number;
  bytes: number;
}

/** Sums tshark's own fields per window of 5 s: nothing of ours takes part. */
async function tsharkWindows(path: string): Promise<Map<string, Sum>> {
  const { code, stdout } = await new Deno.Command("tshark", {
    args: ["-r", path, "-T", "fields", "-e", "frame.time_epoch", "-e", "frame.len"],
    stderr: "null",
  }).output();
  assert.equal(code, 0, `tshark on ${path}`);
  const sums = new Map<string, Sum>();
  for (const line of new TextDecoder().decode(stdout).trimEnd().split("\n")) {
    const [time, length] = line.split("\t");
    const [seconds, fraction] = time.split(".");
    const micros = BigInt(seconds) * 1_000_000n + BigInt(fraction.padEnd(9, "0").slice(0, 6));
    const start = new Date(Number((micros - micros % WINDOW_US) / 1000n)).toISOString()
      .replace(".000", "");
    const sum = sums.get(start) ?? { packets: 0, bytes: 0 };
    sum.packets++;
    sum.bytes += Number(length);
    sums.set(start, sum);
  }
  return sums;
}

function missing(): string | undefined {
  try {
    Deno.statSync(LONG);
  } catch {
    return "the captures of ../shared are not here";
  }
  try {
    new Deno.Command("tshark", { args: ["--version"], stdout: "null", stderr: "null" })
      .outputSync();
  } catch {
    return "tshark is not installed";
  }
}

const reason = missing();
const files = reason === undefined
  ? [...Deno.readDirSync(LONG)].map(({ name }) => name).filter((name) => /\.pcap/.test(name)).sort()
  : [];

Deno.test({
  name: "windows has captures and tshark to be held against" + (reason ? `: ${reason}` : ""),
  ignore: reason !== undefined,
  fn: () => assert.ok(files.length > 20),
});

for (const file of files) {
  Deno.test(`windows of ${file} are those of tshark's fields`, async () => {
    const out = await Deno.makeTempFile({ suffix: ".csv" });
    try {
      const { code, stderr } = await runTask("windows", ["--input", LONG + file, "--out", out]);
      assert.equal(code, 0, stderr);
      const expected = await tsharkWindows(LONG + file);
      const seen = new Map<string, Sum>();
      let rows = 0;
      const [header, ...lines] = Deno.readTextFileSync(out).trimEnd().split("\n");
      assert.equal(
        header.split(",").slice(0, 7).join(","),
        "link,window_start,total_bytes,avg_packet_size,packet_count,avg_inter_arrival_time," +
          "protocol_encoded",
      );
      for (const line of lines) {
        const [, start, bytes, , packets] = line.split(",");
        rows++;
        if (packets === "0") continue;
        const sum = seen.get(start) ?? { packets: 0, bytes: 0 }; // several interfaces share a window
        sum.packets += Number(packets);
        sum.bytes += Number(bytes);
        seen.set(start, sum);
      }
      assert.deepEqual(seen, expected);
      assert.ok(rows >= seen.size);
    } finally {
      await Deno.remove(out);
    }
  });
}
