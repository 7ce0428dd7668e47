// TCP as RFC 9293 has it: connections of the generator, put together again from their packets.
import assert from "node:assert/strict";
import { SyntheticSource } from "#lib/capture/synthetic/synthetic_source.ts";
import type { SyntheticOptions } from "#lib/capture/synthetic/options.ts";
import { ACK, connectionsOf, FIN, isRepeat, RST, SYN, taken } from "./connections.ts";
import type { Segment } from "./connections.ts";

const QUIET = { episodesPerDay: 0, links: 2, ratePps: 2_000, durationUs: 60_000_000 };
const EXACT = { ...QUIET, rttUs: 40_000, rttSpread: 0, rttJitter: 0 };

function play(options: Partial<SyntheticOptions>): Segment[][] {
  return connectionsOf(new SyntheticSource({ ...QUIET, ...options }));
}

const office = play({});

/** Whether a connection has come to its end. */
function isClosed(segments: readonly Segment[]): boolean {
  const last = segments[segments.length - 1];
  return (last.flags & RST) !== 0 ||
    (segments.filter(({ flags }) => (flags & FIN) !== 0).length === 2 && last.flags === ACK);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

Deno.test("connections open with a handshake or are refused, and end by FIN or RST", () => {
  const closed = office.filter(isClosed);
  assert.ok(office.length > 1_500 && closed.length > 0.7 * office.length);
  let refused = 0;
  let reset = 0;
  for (const segments of closed) {
    const [syn, answer, third] = segments.filter((_, i) => !isRepeat(segments, i) || i === 0);
    assert.equal(syn.flags, SYN);
    assert.equal(answer.ack, (syn.seq + 1) >>> 0);
    if ((answer.flags & RST) !== 0) {
      refused++;
      continue;
    }
    assert.equal(answer.flags, SYN | ACK);
    assert.deepEqual([third.flags, third.from], [ACK, syn.from]);
    assert.equal(third.ack, (answer.seq + 1) >>> 0);
    if ((segments[segments.length - 1].flags & RST) !== 0) reset++;
  }
  assert.ok(refused > 0 && refused < 0.03 * closed.length, `${refused} refused`);
  assert.ok(reset > 0.04 * closed.length && reset < 0.12 * closed.length, `${reset} reset`);
});

Deno.test("sequence numbers go on without a gap, and acknowledge what was seen and no more", () => {
  for (const segments of office) {
    const next = new Map<string, number>();
    const acked = new Map<string, number>();
    segments.forEach((segment, i) => {
      const { from, seq, ack, flags } = segment;
      const expected = next.get(from);
      const isRefusal = (flags & RST) !== 0 && expected === undefined;
      if (expected !== undefined && !isRepeat(segments, i)) assert.equal(seq, expected);
      if (!isRepeat(segments, i) && !isRefusal) next.set(from, (seq + taken(segment)) >>> 0);
      if ((flags & ACK) === 0) return;
      const other = segments.find((s) => s.from !== from)!.from;
      const seen = next.get(other)!;
      assert.equal((seen - ack) | 0, 0, "all that was seen is acknowledged");
      assert.ok(((ack - (acked.get(from) ?? ack)) | 0) >= 0, "acknowledgments never go back");
      acked.set(from, ack);
    });
  }
});

Deno.test("both sides carry data, and each echoes a timestamp that the other sent", () => {
  let withBoth = 0;
  for (const segments of office) {
    const senders = new Set(segments.filter(({ payload }) => payload > 0).map(({ from }) => from));
    if (senders.size === 2) withBoth++;
    const sent = new Map<string, Set<number>>();
    for (const { from, tsVal, tsEcr, flags } of segments) {
      if (tsVal === undefined) {
        assert.notEqual(flags & RST, 0);
        continue;
      }
      if ((flags & ACK) !== 0) {
        const others = [...sent].filter(([side]) => side !== from).flatMap(([, all]) => [...all]);
        assert.ok(others.includes(tsEcr!));
      }
      sent.set(from, (sent.get(from) ?? new Set()).add(tsVal));
    }
  }
  assert.ok(withBoth > 0.5 * office.length, `${withBoth} of ${office.length}`);
});

Deno.test("a handshake takes the round-trip time that was set, to the microsecond", () => {
  for (const rttUs of [500, 40_000, 300_000]) {
    const times = play({ ...EXACT, rttUs, lossShare: 0 })
      .filter(([, answer, third]) => third !== undefined && (answer.flags & RST) === 0)
      .map(([syn, , third]) => third.ts - syn.ts);
    assert.ok(times.length > 500);
    assert.deepEqual([...new Set(times)], [rttUs]);
  }
});

Deno.test("data is answered or acknowledged after one way to its receiver and back", () => {
  // From the tap to the server and back 90 % of the round trip, to the client and back 10 %.
  const waits = new Map<string, Set<number>>([["up", new Set()], ["down", new Set()]]);
  for (const segments of play({ ...EXACT, lossShare: 0 })) {
    segments.forEach(({ payload, from, ts }, i) => {
      const reply = segments[i + 1];
      if (payload === 0 || reply === undefined || reply.from === from) return;
      waits.get(from === segments[0].from ? "up" : "down")!.add(reply.ts - ts);
    });
  }
  assert.deepEqual([...waits.get("up")!], [36_000]);
  assert.deepEqual([...waits.get("down")!], [4_000]);
});

Deno.test("round-trip times spread around the median that was set", () => {
  const times = play({ rttUs: 30_000, rttSpread: 0.5, lossShare: 0 })
    .filter(([, answer, third]) => third !== undefined && (answer.flags & RST) === 0)
    .map(([syn, , third]) => Math.log((third.ts - syn.ts) / 30_000));
  const deviation = Math.sqrt(times.reduce((sum, x) => sum + x * x, 0) / times.length);
  // Standard errors for 2,500 flows: 0.013 and 0.007.
  assert.ok(Math.abs(median(times)) < 0.04, `${median(times)}`);
  assert.ok(Math.abs(deviation - 0.5) < 0.03, `${deviation}`);
});

Deno.test("as many segments come again as were asked for, and none at 0", () => {
  for (const lossShare of [0, 0.01, 0.1]) {
    let data = 0;
    let again = 0;
    for (const segments of play({ lossShare })) {
      segments.forEach(({ payload }, i) => {
        if (payload === 0) return;
        if (isRepeat(segments, i)) again++;
        else data++;
      });
    }
    assert.ok(data > 20_000);
    // A segment may be lost again: of n that are new, n p / (1 - p) come again.
    const expected = lossShare / (1 - lossShare);
    const deviation = 4 * Math.sqrt(Math.max(expected, 1e-9) / data);
    assert.ok(Math.abs(again / data - expected) <= deviation, `${again} of ${data}`);
  }
});

Deno.test("segments are no longer than a frame holds, in IPv4 and IPv6", () => {
  for (const { flags, payload, len, family } of office.flat()) {
    const header = (flags & SYN) !== 0 ? 40 : (flags & RST) !== 0 ? 20 : 32;
    assert.equal(len, Math.max(60, 14 + (family === 4 ? 20 : 40) + header + payload));
    assert.ok(len <= 1_514);
  }
});

Deno.test("flow lengths have the tail index 1.2 that the page says", () => {
  // 60 s at twelve packets a second and flow: those that begin in the first 10 s can come to 600.
  const source = new SyntheticSource({ ...QUIET, links: 1, ratePps: 12_000, lossShare: 0 });
  const begun = connectionsOf(source).filter(([first]) => first.ts < source.reachedUs - 50e6);
  const lengths = begun.map((segments) => segments.length).filter((n) => n > 3);
  const above = (n: number) => lengths.filter((length) => length > n).length;
  const [low, high] = [30, 240];
  assert.ok(above(high) > 20, `${above(high)} of ${lengths.length} are long`);
  const index = Math.log(above(low) / above(high)) / Math.log(high / low);
  // Handshake and close make short flows a little longer: the slope below them is steeper.
  assert.ok(index > 1.05 && index < 1.45, `${index}`);
});
