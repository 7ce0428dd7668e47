import assert from "node:assert/strict";
import fc from "fast-check";
import { ClockSkew } from "#lib/app/clock_skew.ts";
import type { OutgoingMessage } from "#lib/bus/bus.ts";
import { encodeJson } from "#lib/bus/codec/json_encoder.ts";
import { encodePacked } from "#lib/bus/codec/packed_encoder.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import { ManualClock } from "../bus/manual_clock.ts";

const SKEW_MS = 60_000;

/** Sifts packets that are so many ms ahead of their arrival. */
async function sift(aheadMs: readonly number[], format: "json" | "packed" = "json") {
  const clock = new ManualClock();
  const links = new LinkTable();
  const batch = new PacketBatch(256, links);
  const taken = new PacketBatch(256, links);
  const apart = new PacketBatch(256, links);
  aheadMs.forEach((ahead, i) => {
    const packet = {
      kind: 0,
      ts: (clock.nowMs() + ahead) * 1_000,
      link: links.intern(`l${i % 3}`),
      len: 60 + i,
      proto: 6,
    };
    batch.push(packet);
    (ahead > SKEW_MS ? apart : taken).push(packet);
  });
  const stored: OutgoingMessage[] = [];
  const said: string[] = [];
  const skew = new ClockSkew(
    { topic: "packets", format, maxClockSkewMs: SKEW_MS, deadLettersTopic: "dead" },
    {
      clock,
      log: { info: () => {}, warn: (line) => void said.push(line) },
      store: (messages) => Promise.resolve(void stored.push(...messages)),
    },
  );
  await skew.sift(batch);
  return { batch, taken, apart, stored, said, skew };
}

Deno.test("ClockSkew parts packets that run ahead from the others, each in their order", async () => {
  const arbitraryAhead = fc.array(
    fc.oneof(
      fc.integer({ min: -100_000, max: 200_000 }),
      fc.constantFrom(SKEW_MS - 1, SKEW_MS, SKEW_MS + 1),
    ),
    { maxLength: 200 },
  );
  await fc.assert(
    fc.asyncProperty(arbitraryAhead, fc.constantFrom("json", "packed"), async (aheadMs, format) => {
      const { batch, taken, apart, stored, skew } = await sift(aheadMs, format);
      const encode = format === "json" ? encodeJson : encodePacked;
      assert.deepEqual(encode(batch, "packets"), encode(taken, "packets"));
      assert.equal(skew.packets, apart.length);
      const letters = stored.map(({ topic, key, value }) => {
        assert.equal(topic, "dead");
        const { payload, encoding, ...letter } = JSON.parse(String(value));
        assert.equal(letter.key, key);
        assert.deepEqual([letter.topic, letter.partition, letter.offset], ["packets", null, null]);
        assert.equal(letter.reason, "its time lies more than 60 s ahead of its arrival");
        return encoding === "text" ? payload : Uint8Array.fromBase64(payload);
      });
      const cut = encode(apart, "packets").map(({ value }) => value.slice(0, 1_024));
      assert.deepEqual(letters, cut);
    }),
    { numRuns: 200, seed: 9 },
  );
});

Deno.test("ClockSkew says once which packet ran ahead, and what to do", async () => {
  const { said } = await sift([0, 3_600_000, 7_200_000]);
  assert.equal(said.length, 1);
  assert.match(said[0], /^a packet of l1 of 2025-03-01T01:00:00Z came at 2025-03-01T00:00:00Z: /);
  assert.match(said[0], /go to "dead"; set the clock of the machine that captures, or pass /);
});

Deno.test("ClockSkew stores nothing while no packet runs ahead", async () => {
  const { stored, said, batch } = await sift([0, SKEW_MS, -1e9]);
  assert.deepEqual([stored, said, batch.length], [[], [], 3]);
});
