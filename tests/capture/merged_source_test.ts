import { deepEqual, equal, match, rejects } from "node:assert/strict";
import fc from "fast-check";
import { MergedSource } from "#lib/capture/merged_source.ts";
import type { PacketSource, SourceStats } from "#lib/capture/source.ts";
import type { PacketBatch } from "#lib/core/packet.ts";
import { openBytes, readRows } from "./read_rows.ts";
import { ethernet, ipv4, tcp } from "./packet_bytes.ts";
import { pcap } from "./pcap_bytes.ts";

/** Gives packets at given times; their lengths say which they are. */
class TimesSource implements PacketSource {
  readonly stats: SourceStats = {
    packets: 0,
    bytes: 0,
    inputBytes: 0,
    dropped: 1,
    undecoded: new Map([["not IP", 2]]),
  };
  readonly damage = undefined;
  readonly #times: readonly number[];
  readonly #name: number;
  readonly #open: Set<number>;

  constructor(times: readonly number[], name: number, open: Set<number>) {
    this.#times = times;
    this.#name = name;
    this.#open = open;
    open.add(name);
  }

  read(batch: PacketBatch): Promise<number> {
    const link = batch.links.intern("x");
    const before = batch.length;
    // Three at a time, so that captures run out at different times.
    while (batch.free > 0 && batch.length < before + 3) {
      const at = this.stats.packets;
      if (at === this.#times.length) break;
      batch.push({ kind: 0, ts: this.#times[at], link, len: this.#name * 1000 + at, proto: 6 });
      this.stats.packets++;
      this.stats.bytes += this.#name * 1000 + at;
    }
    return Promise.resolve(batch.length - before);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#open.delete(this.#name);
    return Promise.resolve();
  }
}

function merge(captures: readonly (readonly number[])[], open = new Set<number>()) {
  return MergedSource.of(
    captures.length,
    (index) => Promise.resolve(new TimesSource(captures[index], index, open)),
  );
}

Deno.test("MergedSource gives ordered captures in the order of time, whatever the batch", async () => {
  const sorted = fc.array(fc.nat(30), { maxLength: 20 }).map((a) => a.sort((x, y) => x - y));
  await fc.assert(
    fc.asyncProperty(fc.array(sorted, { maxLength: 6 }), fc.integer({ min: 1, max: 9 }), async (
      captures,
      capacity,
    ) => {
      const open = new Set<number>();
      await using merged = await merge(captures, open);
      const rows = await readRows(merged, capacity);
      const expected = captures
        .flatMap((times, name) => times.map((ts, at) => ({ ts, len: name * 1000 + at })))
        .sort((a, b) => a.ts - b.ts || a.len - b.len);
      deepEqual(rows.map(({ ts, len }) => ({ ts, len })), expected);
      equal(merged.stats.packets, expected.length);
      equal(merged.stats.bytes, expected.reduce((sum, { len }) => sum + len, 0));
      equal(merged.stats.dropped, captures.length);
      equal(merged.stats.undecoded.get("not IP") ?? 0, 2 * captures.length);
      deepEqual([...open], []);
    }),
    { seed: 5 },
  );
});

Deno.test("MergedSource keeps the order within a capture whose time runs back", async () => {
  await using merged = await merge([[5, 3, 9], [4, 6]]);
  deepEqual((await readRows(merged)).map(({ ts }) => ts), [4, 5, 3, 6, 9]);
});

Deno.test("MergedSource holds open only captures whose time has come", async () => {
  const open = new Set<number>();
  const captures = Array.from({ length: 1000 }, (_, i) => [i * 10, i * 10 + 9]);
  await using merged = await merge(captures, open);
  let most = 0;
  const seen = {
    read: async (batch: PacketBatch) => {
      const count = await merged.read(batch);
      most = Math.max(most, open.size);
      return count;
    },
    stats: merged.stats,
    damage: undefined,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  equal((await readRows(seen, 1)).length, 2000);
  equal(most, 1);
});

Deno.test("MergedSource says when too many captures lie at the same time", async () => {
  await using merged = await merge(Array.from({ length: 129 }, () => [1, 2]));
  await rejects(readRows(merged), /more than 128 of them lie at the same time; merge some/);
});

Deno.test("MergedSource tells of the first flaw and counts the others", async () => {
  const data = ethernet(0x0800, ipv4({ proto: 6, payload: tcp(1, 2) }));
  const whole = pcap({}, [1, 2].map((seconds) => ({ seconds, fraction: 0, data })));
  const captures = [whole, whole.subarray(0, whole.length - 1), whole.subarray(0, 30)];
  await using merged = await MergedSource.of(3, (index) => openBytes(captures[index]));
  deepEqual((await readRows(merged)).map(({ ts }) => ts), [1e6, 1e6, 2e6]);
  match(
    merged.damage ?? "",
    /damaged at byte \d+, packet 1: .*; 1 more of the captures are damaged$/,
  );
});
