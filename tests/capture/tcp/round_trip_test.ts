import { deepEqual } from "node:assert/strict";
import { handshake, measured, type Segment } from "./segments.ts";

const rttsOf = (segments: readonly Segment[]) => measured(segments).rtts;

Deno.test("a handshake is a round trip from SYN to ACK, wherever it is seen", () => {
  for (const [server, client] of [[20, 30], [0, 50], [50, 0], [49.999, 0.001]]) {
    deepEqual(rttsOf(handshake(server, client)), [0, 0, 50], `${server} + ${client}`);
  }
});

Deno.test("a round trip of less than 1 µs is a sample all the same", () => {
  deepEqual(rttsOf(handshake(0, 0)), [0, 0, 0.001]);
});

Deno.test("data and its acknowledgment renew one half of the round trip", () => {
  deepEqual(
    rttsOf([
      ...handshake(20, 30),
      { ms: 100, seq: 1001, ack: 5001, bytes: 100 },
      { ms: 125, from: "server", seq: 5001, ack: 1101, bytes: 500 },
      { ms: 160, seq: 1101, ack: 5501 },
    ]),
    [0, 0, 50, 0, 25 + 30, 25 + 35],
  );
});

Deno.test("one probe a direction is under way, and a later acknowledgment covers it", () => {
  deepEqual(
    rttsOf([
      ...handshake(20, 30),
      { ms: 100, seq: 1001, ack: 5001, bytes: 100 },
      { ms: 105, seq: 1101, ack: 5001, bytes: 100 },
      { ms: 127, from: "server", seq: 5001, ack: 1201 },
      { ms: 128, from: "server", seq: 5001, ack: 1201 },
    ]),
    [0, 0, 50, 0, 0, 27 + 30, 0],
  );
});

Deno.test("an acknowledgment that covers a part of a probe is none of it", () => {
  deepEqual(
    rttsOf([
      ...handshake(20, 30),
      { ms: 100, seq: 1001, ack: 5001, bytes: 100 },
      { ms: 120, from: "server", seq: 5001, ack: 1100 },
      { ms: 140, from: "server", seq: 5001, ack: 1101 },
    ]),
    [0, 0, 50, 0, 0, 40 + 30],
  );
});

Deno.test("Karn: what was sent twice gives no sample without timestamps", () => {
  deepEqual(
    rttsOf([
      { ms: 0, flags: "S", seq: 1000 },
      { ms: 1000, flags: "S", seq: 1000 },
      { ms: 1020, from: "server", flags: "SA", seq: 5000, ack: 1001 },
      { ms: 1050, seq: 1001, ack: 5001 },
      // The halves come from data later on.
      { ms: 1100, seq: 1001, ack: 5001, bytes: 10 },
      { ms: 1121, from: "server", seq: 5001, ack: 1011 },
    ]),
    [0, 0, 0, 0, 0, 21 + 30],
  );
});

Deno.test("timestamps say which of two equal segments was answered", () => {
  const twice = (echo: number): Segment[] => [
    ...handshake(20, 30),
    { ms: 100, seq: 1001, ack: 5001, bytes: 10, stamps: [700, 1] },
    { ms: 400, seq: 1001, ack: 5001, bytes: 10, stamps: [1000, 1] },
    { ms: 422, from: "server", seq: 5001, ack: 1011, stamps: [2, echo] },
  ];
  deepEqual(rttsOf(twice(1000)), [0, 0, 50, 0, 0, 0], "the second, whose time is not kept");
  deepEqual(rttsOf(twice(700)), [0, 0, 50, 0, 0, 322 + 30], "the first was only late");
});

Deno.test("an acknowledgment that waited for what filled a hole is no sample", () => {
  deepEqual(
    rttsOf([
      ...handshake(20, 30),
      { ms: 100, seq: 1001, ack: 5001, bytes: 10, stamps: [700, 1] },
      { ms: 120, from: "server", seq: 5001, ack: 1011, stamps: [1, 700] },
      // 1011 to 1020 passes here and is lost behind; 1021 to 1030 arrives.
      { ms: 200, seq: 1011, ack: 5001, bytes: 10, stamps: [800, 1] },
      { ms: 201, seq: 1021, ack: 5001, bytes: 10, stamps: [801, 1] },
      { ms: 500, seq: 1011, ack: 5001, bytes: 10, stamps: [1100, 1] },
      { ms: 520, from: "server", seq: 5001, ack: 1031, stamps: [2, 1100] },
    ]),
    [0, 0, 50, 0, 50, 0, 0, 0, 0],
  );
});

Deno.test("a delayed acknowledgment echoes an earlier timestamp and is a sample", () => {
  deepEqual(
    rttsOf([
      ...handshake(20, 30),
      { ms: 100, seq: 1001, ack: 5001, bytes: 10, stamps: [700, 1] },
      { ms: 110, seq: 1011, ack: 5001, bytes: 10, stamps: [710, 1] },
      { ms: 120, from: "server", seq: 5001, ack: 1011, stamps: [1, 700] },
      { ms: 121, seq: 1021, ack: 5001, bytes: 10, stamps: [721, 1] },
      { ms: 141, from: "server", seq: 5001, ack: 1031, stamps: [2, 710] },
    ]),
    [0, 0, 50, 0, 0, 50, 0, 20 + 30],
  );
});

Deno.test("sequence numbers and timestamps run over 2^32", () => {
  const last = 2 ** 32 - 1;
  deepEqual(
    rttsOf([
      { ms: 0, flags: "S", seq: last, stamps: [last, 0] },
      { ms: 20, from: "server", flags: "SA", seq: last, ack: 0, stamps: [5, last] },
      { ms: 50, seq: 0, ack: 0, bytes: 10, stamps: [2, 5] },
      { ms: 70, from: "server", seq: 0, ack: 10, stamps: [6, 2] },
    ]),
    [0, 0, 50, 50],
  );
});

Deno.test("without both halves there is no round trip", () => {
  const download: Segment[] = [
    { ms: 0, from: "server", seq: 1, ack: 1, bytes: 1000 },
    { ms: 30, seq: 1, ack: 1001 },
    { ms: 31, from: "server", seq: 1001, ack: 1, bytes: 1000 },
    { ms: 61, seq: 1, ack: 2001 },
  ];
  deepEqual(rttsOf(download), [0, 0, 0, 0]);
});

Deno.test("a clock that steps back and an answer after minutes give no sample", () => {
  const late = (ms: number): Segment[] => [
    ...handshake(20, 30),
    { ms: 100, seq: 1001, ack: 5001, bytes: 10 },
    { ms, from: "server", seq: 5001, ack: 1011 },
  ];
  deepEqual(rttsOf(late(99.999)), [0, 0, 50, 0, 0]);
  deepEqual(rttsOf(late(100 + 120_000.001)), [0, 0, 50, 0, 0]);
  deepEqual(rttsOf(late(100 + 120_000)), [0, 0, 50, 0, 120_030]);
});
