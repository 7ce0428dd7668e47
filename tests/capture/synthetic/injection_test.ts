import assert from "node:assert/strict";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import type { InjectedKind } from "#lib/core/traffic_event.ts";
import type { Injection } from "#lib/capture/synthetic/injection.ts";
import { DEFAULT_SYNTHETIC_OPTIONS } from "#lib/capture/synthetic/options.ts";
import { SyntheticSource } from "#lib/capture/synthetic/synthetic_source.ts";
import { windowCounts } from "./window_counts.ts";

const SECOND = 1_000_000;
const START = DEFAULT_SYNTHETIC_OPTIONS.startUs;
const PER_LINK_PPS = 200;
/** Two quiet links of 200 packets/s whose day is flat; events on the second. */
const QUIET = {
  ...{ links: 2, ratePps: 2 * PER_LINK_PPS, dayLengthUs: 1e15, episodesPerDay: 0 },
  durationUs: 120 * SECOND,
};

/** An event from 30 to 60 s on the second link. */
function inject(kind: InjectedKind, intensity: number): Injection {
  return {
    ...{ kind, intensity, link: 1, everyUs: Infinity },
    ...{ afterUs: 30 * SECOND, lengthUs: 30 * SECOND },
  };
}

/** Plays an event; gives the packets of each second, by link, and the labels. */
function play(injection: Injection) {
  const source = new SyntheticSource({ ...QUIET, injections: [injection] });
  const counts = windowCounts(source, { startUs: START, windowUs: SECOND, windows: 120 });
  return { counts, labels: source.takeLabels() };
}

/** Gives the packets of an event's time and link: those that no client and server exchange. */
function rowsOf(injection: Injection) {
  const batch = new PacketBatch(200_000, new LinkTable());
  new SyntheticSource({ ...QUIET, injections: [injection] }).readUntil(batch, Infinity);
  return Array.from({ length: batch.length }, (_, row) => ({
    at: (batch.ts[row] - START) / SECOND,
    link: batch.link[row],
    proto: batch.proto[row],
    flags: batch.flags[row],
    len: batch.len[row],
    source: [...batch.addresses.subarray(row * 32, row * 32 + 4)],
    destination: [...batch.addresses.subarray(row * 32 + 16, row * 32 + 20)],
    sport: batch.sport[row],
    dport: batch.dport[row],
  })).filter(({ source, destination }) =>
    [source, destination].some(([a, b]) => a === 198 && b === 19)
  );
}

function mean(values: Float64Array, from: number, to: number): number {
  return values.subarray(from, to).reduce((sum, x) => sum + x) / (to - from);
}

function assertNear(actual: number, expected: number, ratio: number, what: string): void {
  assert.ok(Math.abs(actual / expected - 1) < ratio, `${what}: ${actual}, not ${expected}`);
}

for (
  const { kind, added, labelled } of [
    { kind: "syn-flood", added: 5, labelled: [30, 60] },
    { kind: "udp-amplification", added: 5, labelled: [30, 60] },
    { kind: "port-scan", added: 5, labelled: [30, 60] },
    // A trapezoid: 0.3 of the time up, 0.4 down. 2.5 times the mean is at 0.3 of its height.
    { kind: "flash-crowd", added: 5 * 0.65, labelled: [32.7, 56.4] },
  ] as const
) {
  Deno.test(`${kind} adds its packets to its link while it lasts, and is labelled`, () => {
    const { counts, labels } = play(inject(kind, 5));
    const quiet = mean(counts[1], 0, 30);
    assertNear(mean(counts[1], 30, 60), quiet + added * PER_LINK_PPS, 0.15, "while it lasts");
    // Bursts of an eighth of the mean go on for long: they are no level to rely on.
    assertNear(mean(counts[1], 62, 120), quiet, 0.25, "when it is over");
    assertNear(mean(counts[0], 30, 60), mean(counts[0], 0, 30), 0.25, "on the other link");
    const [label] = labels;
    assert.equal(labels.length, 1);
    assert.deepEqual([label.link, label.kind], ["link-2", kind]);
    assert.deepEqual(
      [label.startUs, label.endUs].map((us) => Math.round((us - START) / 1e5) / 10),
      labelled,
    );
    assert.equal(label.buildUpStartUs, START + 30 * SECOND);
    assert.equal(label.sudden, kind !== "flash-crowd");
  });
}

Deno.test("an outage lets nothing pass its link, and then flows begin anew", () => {
  const { counts, labels } = play(inject("outage", 0));
  assert.deepEqual([...counts[1].subarray(30, 60)], new Array(30).fill(0));
  assertNear(mean(counts[1], 60, 120), mean(counts[1], 0, 30), 0.25, "when it is over");
  assert.ok(Math.min(...counts[0]) > 0);
  assert.deepEqual(labels.map(({ kind, sudden }) => [kind, sudden]), [["outage", true]]);
});

Deno.test("a level shift multiplies the load of its link", () => {
  const shifted = play(inject("level-shift", 3)).counts;
  const plain = windowCounts(new SyntheticSource(QUIET), {
    ...{ startUs: START, windowUs: SECOND, windows: 120 },
  });
  // The bursts are the same ones: only the Poisson law of the counts differs.
  assertNear(mean(shifted[1], 30, 60), 3 * mean(plain[1], 30, 60), 0.05, "while it lasts");
  assertNear(mean(shifted[1], 60, 120), mean(plain[1], 60, 120), 0.05, "when it is over");
});

Deno.test("an event comes again and again, at instants that do not depend on the reading", () => {
  const every = { ...inject("syn-flood", 5), lengthUs: 5 * SECOND, everyUs: 20 * SECOND };
  const { counts, labels } = play(every);
  const starts = labels.map(({ startUs }) => (startUs - START) / SECOND);
  assert.deepEqual(starts, [30, 50, 70, 90, 110]);
  for (const start of starts) assert.ok(mean(counts[1], start, start + 5) > 4 * PER_LINK_PPS);
});

Deno.test("a SYN flood is SYNs of many strangers to one port of one host", () => {
  const rows = rowsOf(inject("syn-flood", 5));
  assert.ok(rows.length > 25_000);
  assert.ok(rows.every(({ proto, flags, len }) => proto === 6 && flags === 2 && len === 60));
  assert.equal(new Set(rows.map(({ destination, dport }) => `${destination} ${dport}`)).size, 1);
  // 30,000 draws of 65,536 addresses meet 24,000 of them.
  assert.ok(new Set(rows.map(({ source }) => `${source}`)).size > 20_000);
});

Deno.test("an amplification is large answers of reflectors from port 53 to one host", () => {
  const rows = rowsOf(inject("udp-amplification", 5));
  assert.ok(rows.every(({ proto, sport, len }) => proto === 17 && sport === 53 && len >= 1_200));
  assert.equal(new Set(rows.map(({ destination }) => `${destination}`)).size, 1);
  const reflectors = new Set(rows.map(({ source }) => `${source}`)).size;
  assert.ok(reflectors > 1_900 && reflectors <= 2_000, `${reflectors}`);
});

Deno.test("a port scan tries port by port, host by host, and hears RST from all but a few", () => {
  const rows = rowsOf(inject("port-scan", 5));
  const probes = rows.filter(({ flags }) => flags === 2);
  const answers = rows.filter(({ flags }) => flags !== 2);
  assert.ok(Math.abs(probes.length - answers.length) <= 1);
  assert.equal(new Set(probes.map(({ source }) => `${source}`)).size, 1);
  const tried = new Set(probes.map(({ destination, dport }) => `${destination} ${dport}`));
  assert.equal(tried.size, probes.length);
  const open = answers.filter(({ flags }) => flags === 18).length;
  assert.equal(open + answers.filter(({ flags }) => flags === 20).length, answers.length);
  assert.ok(open > 0 && open < 0.02 * answers.length);
});
