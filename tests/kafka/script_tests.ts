/**
 * The tasks on a real broker, each in a process of its own with its own permissions: what they say
 * when something is wrong, and that `capture` goes on where it was killed.
 * @module
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import type { KafkaBroker } from "#lib/app/kafka_broker.ts";
import { openBus } from "#lib/bus/open.ts";
import { openCapture } from "#lib/capture/open.ts";
import { resultOf, runTask } from "../app/tasks.ts";
import { readRows } from "../capture/read_rows.ts";
import { captureBytes } from "../scripts/capture_file.ts";
import { Child } from "../scripts/child.ts";
import { packetsOf } from "../scripts/log_contents.ts";
import { assertRefused } from "../scripts/said.ts";
import { assertSamePackets } from "../scripts/same_packets.ts";

const LOOK_MS = 20;

/** Defines the tests; the broker is there when they run. */
export function scriptTests(broker: () => KafkaBroker): void {
  const address = () => `kafka://${broker().address}`;

  Deno.test("a task says in one sentence that there is no such host, and tries it visibly first", async () => {
    const bus = "kafka://no-such-host.invalid:9092,also-none.invalid";
    const result = await runTask("generate", ["--bus", bus]);
    assertRefused(result, {
      sentence:
        /^Cannot open the bus on kafka:\S+: no broker has answered for \d+ s and \d+ attempts \(getaddrinfo /,
    });
    assert.match(
      result.stderr,
      /^warning: attempt 5 to open the bus on kafka:.* failed: getaddri/m,
    );
    assert.doesNotMatch(result.stderr, /Warning/);
  });

  Deno.test("a task finds the one broker of several addresses that answers", async () => {
    const bus = `kafka://127.0.0.1:1,${broker().address}`;
    const args = ["--bus", bus, "--topic", "several", "--links", "1", "--packets", "10"];
    const { packets } = await resultOf<{ packets: number }>("generate", args);
    assert.equal(packets, 10);
  });

  Deno.test("a task says in one sentence that there is no such topic", async () => {
    assertRefused(await runTask("windows", ["--bus", address(), "--topic", "absent"]), {
      sentence:
        /^Cannot read "absent" of kafka:\S+: there is no such topic; write to it with deno task/,
    });
  });

  Deno.test({
    name: "capture killed with -9 on Kafka goes on exactly where it was",
    ignore: Deno.build.os === "windows", // whose kill is no SIGKILL
    fn: async () => {
      const folder = await Deno.makeTempDir({ prefix: "capture-" });
      try {
        const packets = 60_000;
        const input = join(folder, "killed.pcap");
        await Deno.writeFile(input, captureBytes({ packets, gapSeconds: 0.001 }));
        const args = ["--input", input, "--bus", address(), "--topic", "captured"];
        {
          await using first = new Child("capture", args);
          await untilSome(address(), "captured", first);
        }
        const { packets: rest, skipped } = await resultOf<Record<string, number>>("capture", args);
        assert.ok(skipped > 0 && rest > 0, `${skipped} packets, then ${rest}`);
        assert.equal(skipped + rest, packets);
        await using source = await openCapture(input);
        const expected = await readRows(source);
        assertSamePackets(await packetsOf(address(), "captured"), "killed", expected);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

/** Waits until a task has published something. */
async function untilSome(address: string, topic: string, child: Child): Promise<void> {
  await using bus = await openBus(address, { ifMissing: "fail" });
  while (!child.hasEnded) {
    const info = await bus.describeTopic(topic);
    const from = new Map(info?.partitions.map(({ earliest }, partition) => [partition, earliest]));
    const bounds = { maxMessages: 1, maxBytes: 1 };
    // What an open transaction has written is not there yet.
    if (from.size > 0 && (await bus.read({ topic, from, ...bounds })).length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
