/**
 * Made `delayed.pcap`, once: `deno run -A tests/capture/tcp/golden/record.ts`, as root, on Linux.
 * @module
 */

import { recordDelayed } from "../record_delayed.ts";

await recordDelayed(new URL("delayed.pcap", import.meta.url).pathname, {
  toServerMs: 80,
  toClientMs: 120,
});
