/**
 * Messages that hold no record, each with the reason that its dead letter has to give.
 * @module
 */

import type { Payload } from "#lib/bus/bus.ts";

/** A kind of bad message. */
export interface BadKind {
  /** What it carries. */
  readonly value: Payload;
  /** Why it is bad. */
  readonly reason: string;
}

const UNKNOWN = "neither a JSON object nor packed records";
const TS = "ts is not an integer of 0 to 2^53 - 1 microseconds";
const LEN = "len is not an integer of 0 to 2^32 - 1 bytes";
const LINK = "link is not a text of 1 to 255 characters, none of them a control";

/** Bytes of the largest messages: ten million. */
const LARGE_BYTES = 10_000_000;

/** Gives small ones of a link, one of each kind. */
export function smallBadKinds(link: string): BadKind[] {
  const record = (fields: string) => `{"v":1,"link":"${link}",${fields}}`;
  const halfPair = [...new TextEncoder().encode('{"v":1,"link":"'), 0xed, 0xa0, 0x80];
  return [
    { value: record('"ts":5,"len":60').slice(0, -3), reason: "not JSON" },
    { value: record('"ts":NaN,"len":60'), reason: "not JSON" },
    { value: `{"v":2,"link":"${link}","ts":5,"len":60}`, reason: "unknown version" },
    { value: `{"link":"${link}","ts":5,"len":60}`, reason: "unknown version" },
    { value: record(`"x":${"[".repeat(5_000)}`), reason: "nested deeper than 16 levels" },
    { value: record('"__proto__":{"polluted":1},"ts":5'), reason: "has a field __proto__" },
    { value: record('"ts":1152921504606846976,"len":60'), reason: TS },
    { value: record('"ts":-1,"len":60'), reason: TS },
    { value: record('"ts":5,"len":4294967296'), reason: LEN },
    { value: record('"ts":5,"len":1e999'), reason: LEN },
    { value: record('"ts":5,"kind":"reset"'), reason: "kind is not packet, tick or end" },
    { value: '{"v":1,"link":"\\ud83d","ts":5,"len":60}', reason: LINK },
    {
      value: '{"v":1,"link":"other","ts":5,"len":60}',
      reason: "the message's key is not its link",
    },
    { value: "", reason: UNKNOWN },
    { value: "GET / HTTP/1.1", reason: UNKNOWN },
    { value: Uint8Array.of(), reason: UNKNOWN },
    { value: Uint8Array.of(0, 255, 254, 1), reason: UNKNOWN },
    { value: Uint8Array.from(halfPair), reason: "not UTF-8" },
    { value: Uint8Array.of(0xb5, 1, 0, 0), reason: "cut short" },
    { value: Uint8Array.of(0xb5, 9, ...new Array(22).fill(0)), reason: "unknown version" },
  ];
}

/** Gives ten million bytes of garbage: text, bytes that begin as a record, bytes that do not. */
export function largeBadKinds(): BadKind[] {
  const noise = Uint8Array.from({ length: LARGE_BYTES }, (_, i) => (i * 2_654_435_761) >>> 24);
  const like = noise.slice();
  like[0] = 0x7b;
  return [
    { value: "garbage!".repeat(LARGE_BYTES / 8), reason: UNKNOWN },
    { value: like, reason: "larger than 1048576 bytes" },
    { value: noise, reason: UNKNOWN },
  ];
}
