import assert from "node:assert/strict";
import { delayedRtts, median } from "../capture/tcp/delayed_rtts.ts";
import { recordDelayed } from "../capture/tcp/record_delayed.ts";

/** Says why this machine cannot record a delayed path, `undefined` where it can. */
function missing(): string | undefined {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0) return "needs root on Linux";
  for (const program of ["tcpdump", "ip"]) {
    try {
      new Deno.Command(program, { args: ["--version"], stdout: "null", stderr: "null" })
        .outputSync();
    } catch {
      return `${program} is not installed`;
    }
  }
  try {
    Deno.openSync("/dev/net/tun", { read: true, write: true }).close();
  } catch {
    return "no network interface can be made here";
  }
  return undefined;
}

const reason = missing();

Deno.test({
  name: `passive round-trip times of a delayed path are within 5 % of what it was set to${
    reason === undefined ? "" : `: ${reason}`
  }`,
  ignore: reason !== undefined,
  fn: async () => {
    const folder = await Deno.makeTempDir({ dir: "/tmp" });
    try {
      // tcpdump gives its rights up before it opens the file.
      await Deno.chmod(folder, 0o777);
      for (const [toServerMs, toClientMs] of [[80, 120], [150, 30]]) {
        const path = `${folder}/${toServerMs}.pcap`;
        await recordDelayed(path, { toServerMs, toClientMs });
        const { client, server } = await delayedRtts(path);
        for (const rtts of [client, server]) {
          assert.ok(rtts.length >= 20, `${rtts.length} samples`);
          const set = toServerMs + toClientMs;
          assert.ok(Math.abs(median(rtts) / set - 1) <= 0.05, `${median(rtts)} ms of ${set}`);
        }
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
