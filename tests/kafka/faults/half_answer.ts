/**
 * A connection that is cut in the middle of an answer: the next one must understand its own answers.
 * @module
 */

import assert from "node:assert/strict";
import { openBus } from "#lib/bus/open.ts";
import type { World } from "./world.ts";

/** Cuts answers after each of these many bytes: within their length, their head, their body. */
const PARTS = [2, 6, 40, 400];

/** Reads through the proxy while it cuts one answer after the other. */
export async function halfAnswer({ proxy }: World): Promise<void> {
  await using bus = await openBus(`kafka://${proxy.address}`, { ifMissing: "create" });
  const topic = "half-answers";
  await bus.createTopic(topic, { partitions: 1, retentionMs: 0, retentionBytes: 0 });
  for (const [number, part] of PARTS.entries()) {
    await bus.publish([{ topic, key: "a", value: `${number}`.repeat(1_000) }]);
    proxy.cutWithinBytes = part;
    const from = new Map([[0, 0]]);
    const [read] = await bus.read({ topic, from, maxMessages: 100, maxBytes: 1e6 });
    assert.equal(read.values.length, number + 1, `cut after ${part} bytes`);
    assert.equal(proxy.cutWithinBytes, undefined, `no answer was cut after ${part} bytes`);
  }
}
