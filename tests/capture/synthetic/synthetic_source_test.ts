import assert from "node:assert/strict";
import fc from "fast-check";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import { encodeLabel } from "#lib/capture/synthetic/labels.ts";
import {
  DEFAULT_SYNTHETIC_OPTIONS,
  type SyntheticOptions,
} from "#lib/capture/synthetic/options.ts";
import { SyntheticSource } from "#lib/capture/synthetic/synthetic_source.ts";

const SECOND = 1_000_000;
const START = DEFAULT_SYNTHETIC_OPTIONS.startUs;
const DEMO_DAY = { dayLengthUs: 1_800 * SECOND, episodesPerDay: 6 };

function capacityFor(packets: number): PacketBatch {
  return new PacketBatch(packets, new LinkTable());
}

/** Gives all columns of the rows in use. */
function columns(batch: PacketBatch): ArrayLike<number>[] {
  const { kind, ts, link, len, proto, family, sport, dport } = batch;
  const rows = [kind, ts, link, len, proto, family, sport, dport].map((column) =>
    column.slice(0, batch.length)
  );
  return [...rows, batch.addresses.slice(0, batch.length * 32)];
}

function firstPackets(options: Partial<SyntheticOptions>, packets = 3000): PacketBatch {
  const batch = capacityFor(packets);
  new SyntheticSource(options).readUntil(batch, Infinity);
  return batch;
}

Deno.test("SyntheticSource gives the same packets for the same options", () => {
  assert.deepEqual(columns(firstPackets({ seed: 5 })), columns(firstPackets({ seed: 5 })));
});

Deno.test("SyntheticSource gives other packets for another seed or another start", () => {
  const base = firstPackets({ seed: 5 });
  const offsets = (batch: PacketBatch, startUs: number) =>
    batch.ts.slice(0, 100).map((ts) => ts - startUs);
  const otherSeed = firstPackets({ seed: 6 });
  const otherStart = firstPackets({ seed: 5, startUs: START + 1 });
  assert.notDeepEqual(offsets(otherSeed, START), offsets(base, START));
  assert.notDeepEqual(offsets(otherStart, START + 1), offsets(base, START));
});

Deno.test("SyntheticSource gives the same packets whatever the batches and instants of reading", () => {
  const options = { ...DEMO_DAY, ratePps: 300, durationUs: 12 * SECOND, seed: 9 };
  const whole = firstPackets(options, 10_000);
  assert.ok(whole.length > 2000 && whole.length < 10_000);
  const reads = fc.array(
    fc.record({
      rows: fc.integer({ min: 0, max: 700 }),
      untilUs: fc.integer({ min: 0, max: 13 * SECOND }),
    }),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(reads, (steps) => {
      const source = new SyntheticSource(options);
      const all = capacityFor(10_000);
      for (const { rows, untilUs } of steps) copyRead(source, all, rows, START + untilUs);
      while (copyRead(source, all, 999, Infinity) > 0);
      assert.deepEqual(columns(all), columns(whole));
    }),
    { numRuns: 25, seed: 1 },
  );
});

/** Reads into a batch of its own and adds its rows to another. */
function copyRead(source: SyntheticSource, all: PacketBatch, rows: number, untilUs: number) {
  const batch = new PacketBatch(rows, all.links);
  const added = source.readUntil(batch, untilUs);
  assert.equal(added, batch.length);
  assert.ok(batch.ts.slice(0, added).every((ts) => ts < untilUs));
  const at = all.length;
  for (
    const column of ["kind", "ts", "link", "len", "proto", "family", "sport", "dport"] as const
  ) {
    all[column].set(batch[column].subarray(0, added), at);
  }
  all.addresses.set(batch.addresses.subarray(0, added * 32), at * 32);
  all.length += added;
  return added;
}

Deno.test("SyntheticSource adds to the rows that a batch holds, under its own link numbers", async () => {
  const batch = capacityFor(10);
  batch.push({ kind: 1, ts: 0, link: batch.links.intern("eth0") });
  const source = new SyntheticSource();
  assert.equal(await source.read(batch), 9);
  assert.equal(batch.kind[0], 1);
  assert.deepEqual(batch.links.names, ["eth0", "link-1", "link-2", "link-3", "link-4"]);
  assert.ok(batch.link.slice(1).every((link) => link >= 1 && link <= 4));
  assert.equal(await source.read(batch), 0);
});

Deno.test("SyntheticSource never runs backwards in time, in whole microseconds from the start", () => {
  const batch = firstPackets({ links: 30, ratePps: 200_000, startUs: START + 12_345 }, 100_000);
  assert.ok(batch.ts[0] >= START + 12_345);
  for (let i = 1; i < batch.length; i++) {
    if (batch.ts[i] < batch.ts[i - 1]) assert.fail(`packet ${i} is before the one before it`);
    if (!Number.isInteger(batch.ts[i])) assert.fail(`packet ${i} has a fraction of a microsecond`);
  }
});

Deno.test("SyntheticSource stops at its duration or at its number of packets", async () => {
  const timed = new SyntheticSource({ durationUs: 100 * SECOND });
  const batch = capacityFor(10_000);
  const packets = await timed.read(batch);
  assert.ok(packets > 2000 && packets < 10_000);
  assert.ok(batch.ts[packets - 1] < START + 100 * SECOND);
  assert.equal(timed.reachedUs, START + 100 * SECOND);
  assert.equal(await timed.read(batch), 0);

  const counted = new SyntheticSource({ maxPackets: 700 });
  batch.clear();
  assert.equal(await counted.read(batch), 700);
  assert.equal(counted.reachedUs, batch.ts[699]);
  assert.equal(await counted.read(batch), 0);
  assert.equal(new SyntheticSource({ durationUs: 0 }).readUntil(batch, Infinity), 0);
});

Deno.test("SyntheticSource counts packets and bytes", () => {
  const source = new SyntheticSource();
  const batch = capacityFor(500);
  source.readUntil(batch, Infinity);
  const bytes = batch.len.reduce((sum, len) => sum + len);
  assert.deepEqual(source.stats, {
    packets: 500,
    bytes,
    inputBytes: 0,
    dropped: 0,
    undecoded: new Map(),
  });
  assert.equal(source.damage, undefined);
});

Deno.test("SyntheticSource gives each label once, as soon as its build-up has begun", () => {
  const source = new SyntheticSource({ ...DEMO_DAY, durationUs: 1_800 * SECOND });
  const taken: string[] = [];
  const batch = capacityFor(64);
  while (source.readUntil(batch, Infinity) > 0) {
    for (const label of source.takeLabels()) {
      assert.ok(label.buildUpStartUs < source.reachedUs);
      taken.push(encodeLabel(label));
    }
    batch.clear();
  }
  taken.push(...source.takeLabels().map(encodeLabel));
  assert.equal(new Set(taken).size, taken.length);

  const atOnce = new SyntheticSource({ ...DEMO_DAY, durationUs: 1_800 * SECOND });
  assert.ok(atOnce.readUntil(capacityFor(200_000), Infinity) > 0);
  assert.deepEqual(atOnce.takeLabels().map(encodeLabel), taken);
  assert.equal(taken.length, 24);
});

Deno.test("SyntheticSource goes on within the episode where it was stopped", () => {
  const whole = new SyntheticSource({ ...DEMO_DAY, durationUs: 1_800 * SECOND });
  const batch = capacityFor(200_000);
  whole.readUntil(batch, Infinity);
  const labels = whole.takeLabels();
  const cut = labels.find(({ sudden }) => !sudden)!;
  const stopUs = cut.startUs + SECOND;

  const first = new SyntheticSource(DEMO_DAY);
  batch.clear();
  first.readUntil(batch, stopUs);
  const before = first.takeLabels();
  const second = new SyntheticSource({ ...DEMO_DAY, startUs: stopUs, durationUs: 1_800 * SECOND });
  batch.clear();
  second.readUntil(batch, START + 1_800 * SECOND);
  const after = second.takeLabels();

  const repeated = after.map(encodeLabel).filter((line) => before.map(encodeLabel).includes(line));
  assert.ok(repeated.includes(encodeLabel(cut)));
  const union = new Set([...before, ...after].map(encodeLabel));
  assert.deepEqual(union, new Set(labels.map(encodeLabel)));
});

Deno.test("SyntheticSource refuses what no traffic can be made from", () => {
  assert.throws(() => new SyntheticSource({ links: 0 }), RangeError);
});
