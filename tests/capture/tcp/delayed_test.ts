import { ok } from "node:assert/strict";
import { delayedRtts, median } from "./delayed_rtts.ts";

Deno.test("a recorded path of 80 ms there and 120 ms back takes 200 ms, seen from either end", async () => {
  const path = new URL("golden/delayed.pcap", import.meta.url).pathname;
  const { client, server } = await delayedRtts(path);
  for (const [side, rtts] of [["client", client], ["server", server]] as const) {
    ok(rtts.length >= 20, `${rtts.length} samples at the ${side}`);
    const rtt = median(rtts);
    ok(Math.abs(rtt / 200 - 1) <= 0.05, `${rtt} ms at the ${side}`);
  }
});
