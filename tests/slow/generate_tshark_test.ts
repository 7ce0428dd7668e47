// `generate --pcap` against Wireshark's tools: nothing malformed, every checksum right, and counts,
// bytes and times as the generator says.
import assert from "node:assert/strict";
import { join } from "node:path";
import { parseTime } from "#lib/core/time.ts";
import { PROFILE_NAMES } from "#lib/capture/synthetic/profiles.ts";
import { resultOf } from "../app/tasks.ts";
import { tsharkMissing } from "../capture/tshark.ts";

const missing = tsharkMissing();
const because = missing === undefined ? "" : `: ${missing}`;
const PROTOCOLS = ["ip", "tcp", "udp", "icmp", "icmpv6"];

async function said(name: string, args: readonly string[]): Promise<string> {
  const command = new Deno.Command(name, { args: [...args], stdout: "piped", stderr: "null" });
  return new TextDecoder().decode((await command.output()).stdout);
}

/** Gives the packets that a display filter shows, with all checksums looked at. */
async function shown(file: string, filter: string): Promise<string[]> {
  const checks = ["ip", "tcp", "udp"].flatMap((proto) => ["-o", `${proto}.check_checksum:TRUE`]);
  const text = await said("tshark", ["-n", "-r", file, ...checks, "-Y", filter]);
  return text.split("\n").filter((line) => line !== "");
}

for (const profile of PROFILE_NAMES) {
  Deno.test({
    name: `tshark and capinfos find nothing wrong with a capture of ${profile}${because}`,
    ignore: missing !== undefined,
    fn: async () => {
      const dir = await Deno.makeTempDir({ prefix: "generate-tshark-" });
      try {
        const file = join(dir, `${profile}.pcapng`);
        const result = await resultOf<{ packets: number; bytes: number; end: string }>("generate", [
          ...["--pcap", file, "--profile", profile, "--rate", "400", "--duration", "90s"],
          ...["--retransmissions", "0.03", "--seed", "8"],
          ...["--inject", "syn-flood@10s+5s,udp-amplification@20s+5s:link-2"],
          ...["--inject", "port-scan@30s+5s:link-3,outage@40s+5s:link-4,flash-crowd@50s+20s"],
        ]);
        assert.deepEqual(await shown(file, "_ws.malformed"), []);
        const bad = PROTOCOLS.map((proto) => `${proto}.checksum.status == "Bad"`).join(" || ");
        assert.deepEqual(await shown(file, bad), []);
        // The check above is one: each protocol has checksums that were looked at and are good.
        for (const proto of PROTOCOLS) {
          const good = await shown(
            file,
            `${proto}.checksum.status == "Good" && frame.number < 9999`,
          );
          assert.ok(good.length > 0, `${proto} in ${profile}`);
        }
        // Its own analysis of sequence numbers: nothing is missing, unseen, or out of order.
        const odd = ["lost_segment", "ack_lost_segment", "out_of_order", "duplicate_ack"]
          .map((name) => `tcp.analysis.${name}`).join(" || ");
        assert.deepEqual(await shown(file, odd), []);
        assert.notDeepEqual(await shown(file, "tcp.analysis.retransmission"), []);

        const infos = ["-T", "-r", "-B", "-c", "-d", "-a", "-e", "-S", file];
        const [, packets, bytes, first, last] = (await said("capinfos", infos)).trim().split("\t");
        assert.deepEqual([Number(packets), Number(bytes)], [result.packets, result.bytes]);
        const endUs = parseTime(result.end);
        const [firstUs, lastUs] = [first, last].map((seconds) => Math.round(Number(seconds) * 1e6));
        assert.ok(firstUs >= endUs - 90e6 && firstUs < endUs - 89e6, first);
        assert.ok(lastUs < endUs && lastUs > endUs - 1e6, last);
      } finally {
        await Deno.remove(dir, { recursive: true });
      }
    },
  });
}
