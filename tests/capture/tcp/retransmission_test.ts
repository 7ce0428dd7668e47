import { deepEqual } from "node:assert/strict";
import { handshake, measured, type Segment } from "./segments.ts";

const data = (ms: number, seq: number, bytes = 100): Segment => ({ ms, seq, ack: 5001, bytes });

/** Rows that are retransmissions, among data behind a handshake of 50 ms (rows 0 to 2). */
const againOf = (...segments: Segment[]) => measured([...handshake(20, 30), ...segments]).again;

Deno.test("a range that was sent before is a retransmission, in part too", () => {
  deepEqual(againOf(data(100, 1001), data(400, 1001)), [4]);
  deepEqual(againOf(data(100, 1001), data(400, 1051)), [4], "its end is new");
  deepEqual(againOf(data(100, 1001), data(400, 1101)), []);
});

Deno.test("SYN, SYN-ACK and FIN that are repeated are retransmissions", () => {
  const syn: Segment = { ms: 0, flags: "S", seq: 9 };
  const answer: Segment = { ms: 1, from: "server", flags: "SA", seq: 70, ack: 10 };
  const fin: Segment = { ms: 4, flags: "FA", seq: 10, ack: 71 };
  const all = [syn, syn, answer, answer, { ...fin, flags: "A" }, fin, fin];
  deepEqual(measured(all), { rtts: Array(7).fill(0), again: [1, 3, 6], begins: [0] });
});

Deno.test("acknowledgments alone, keep-alives and resets are none", () => {
  const ack: Segment = { ms: 300, seq: 1101, ack: 5001 };
  const keepAlive = data(60_000, 1100, 1);
  deepEqual(againOf(data(100, 1001), ack, ack, keepAlive, { ...ack, ms: 60_001, seq: 1100 }), []);
  deepEqual(againOf(data(100, 1001), { ...data(200, 1001), flags: "RA" }), []);
});

Deno.test("what was overtaken fills a hole within a round trip; later it was lost", () => {
  const gap = [data(100, 1001), data(101, 1201)];
  deepEqual(againOf(...gap, data(150.999, 1101)), []);
  deepEqual(againOf(...gap, data(151, 1101)), [5]);
  deepEqual(againOf(...gap, data(102, 1101), data(103, 1101)), [6], "the hole was filled");
  deepEqual(againOf(...gap, data(102, 1001)), [5], "what lies before the hole was seen");
});

Deno.test("without a round-trip time 3 ms tell what was overtaken from what was lost", () => {
  const later = (ms: number) => measured([data(0, 1), data(1, 201), data(ms, 101)]).again;
  deepEqual(later(3.999), []);
  deepEqual(later(4), [2]);
});

Deno.test("segments that overtake each other widen one hole", () => {
  const gaps = [data(100, 1001), data(101, 1201), data(102, 1401)];
  deepEqual(againOf(...gaps, data(103, 1101), data(104, 1301)), []);
  deepEqual(againOf(...gaps, data(103, 1301), data(104, 1101)), []);
});

Deno.test("an acknowledgment that runs ahead tells of data that did not pass here", () => {
  const ack: Segment = { ms: 101, seq: 1101, ack: 5001 };
  deepEqual(measured([data(0, 1001), { ...ack, seq: 1201 }, data(500, 1101)]).again, [2]);
  deepEqual(againOf(ack, data(102, 1101)), [], "nothing is missing before it");
});

Deno.test("a hole that was acknowledged holds up no later sample", () => {
  const { rtts } = measured([
    ...handshake(20, 30),
    data(100, 1001),
    data(200, 1201), // 1101 to 1200 was dropped by the capture
    { ms: 220, from: "server", seq: 5001, ack: 1301 },
    data(300, 1301),
    { ms: 322, from: "server", seq: 5001, ack: 1401 },
  ]);
  deepEqual(rtts, [0, 0, 50, 0, 0, 120 + 30, 0, 22 + 30]);
});
