import assert from "node:assert/strict";
import { encodePacked } from "#lib/bus/codec/packed_encoder.ts";
import { shiftPacked } from "#lib/bus/codec/shift_packed.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";

function packed(times: readonly number[]): Uint8Array {
  const batch = new PacketBatch(times.length, new LinkTable());
  const link = batch.links.intern("eth0");
  for (const ts of times) batch.push({ kind: 0, ts, link, len: 60, proto: 6 });
  return encodePacked(batch, "t")[0].value as Uint8Array;
}

Deno.test("shiftPacked() gives what encoding later records gives, and leaves the message", () => {
  const message = packed([1000, 2500, 2000]);
  const before = message.slice();
  assert.deepEqual(shiftPacked(message, 7), packed([1007, 2507, 2007]));
  assert.deepEqual(message, before);
});

Deno.test("shiftPacked() refuses times that do not count from a base", () => {
  assert.throws(() => shiftPacked(packed([0, 2 ** 32]), 1), /spans more than/);
});
