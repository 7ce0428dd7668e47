import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { HeaderDecoder } from "#lib/capture/link/header_decoder.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import { TcpColumns } from "#lib/core/tcp_columns.ts";
import { bytes, ipv4, ipv6, tcp, u16, udp } from "../packet_bytes.ts";

const RAW_IP = 101;

/** A TCP segment with flags ACK and PSH; `offset` is the header's length in words. */
function segment(
  options: readonly number[],
  payload = new Uint8Array(0),
  offset = 5 + options.length / 4,
): Uint8Array {
  return bytes(
    [...u16(40000), ...u16(443), 0xfe, 0xdc, 0xba, 0x98, 0x80, 0, 0, 1, offset << 4, 0x18],
    [...u16(8192), 0, 0, 0, 0],
    options,
    payload,
  );
}

const TIMESTAMPS = [1, 1, 8, 10, 0xff, 0, 0, 2, 0, 0, 0, 9];

interface Read {
  readonly flags: number;
  readonly seen: number;
  readonly values: readonly number[];
}

/** Decodes the first bytes of a packet amid others, into a row full of leftovers. */
function decode(packet: Uint8Array, captured = packet.length, around = 0xaa): Read {
  const batch = new PacketBatch(1, new LinkTable());
  const tcp = batch.tcp = new TcpColumns(1);
  batch.flags[0] = tcp.seen[0] = 0x77;
  for (const column of [tcp.seq, tcp.ack, tcp.payloadBytes, tcp.tsVal, tcp.tsEcr]) column[0] = 0x77;
  const memory = new Uint8Array(captured + 200).fill(around);
  memory.set(packet.subarray(0, captured), 100);
  new HeaderDecoder(RAW_IP, "outer").decode(memory, 100, 100 + captured, batch, 0);
  const { seen, seq, ack, payloadBytes, tsVal, tsEcr } = tcp;
  const header = [seq[0], ack[0], payloadBytes[0]];
  const values = seen[0] === 0 ? [] : seen[0] === 1 ? header : [...header, tsVal[0], tsEcr[0]];
  return { flags: batch.flags[0], seen: seen[0], values };
}

Deno.test("TCP headers give flags, numbers, timestamps and the payload's length on the wire", () => {
  const payload = new Uint8Array(100);
  const header = [0xfedcba98, 0x80000001, 100];
  const packet = segment(TIMESTAMPS, payload);
  const whole = { flags: 0x18, seen: 3, values: [...header, 0xff000002, 9] };
  deepEqual(decode(ipv4({ proto: 6, payload: packet })), whole);
  deepEqual(decode(ipv6(6, packet)), whole);
  deepEqual(decode(ipv4({ proto: 6, payload: packet }), 20 + 32), whole, "cut behind the header");
  deepEqual(decode(ipv4({ proto: 6, payload: segment([], payload) })), {
    flags: 0x18,
    seen: 1,
    values: header,
  });
});

Deno.test("padding behind the IP packet is no payload", () => {
  const packet = bytes(ipv4({ proto: 6, payload: segment([]) }), new Uint8Array(6));
  deepEqual(decode(packet).values[2], 0);
});

Deno.test("a TCP header that was cut short or contradicts itself gives what lies before that", () => {
  const packet = ipv4({ proto: 6, payload: segment(TIMESTAMPS) });
  const reads = Array.from({ length: 33 }, (_, kept) => decode(packet, 20 + kept));
  deepEqual(reads.map(({ flags }) => flags), [...Array(14).fill(0), ...Array(19).fill(0x18)]);
  // The option ends at byte 32 of the header.
  deepEqual(reads.map(({ seen }) => seen), [...Array(20).fill(0), ...Array(12).fill(1), 3]);
  for (const offset of [0, 4, 6, 15]) {
    equal(decode(ipv4({ proto: 6, payload: segment([], new Uint8Array(3), offset) })).seen, 0);
  }
});

Deno.test("options of any length come to an end, and timestamps of a wrong length are none", () => {
  for (
    const options of [[3, 0, 0, 0], [8, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [
      0,
      ...TIMESTAMPS,
      0,
      0,
      0,
    ]]
  ) {
    equal(decode(ipv4({ proto: 6, payload: segment(options) })).seen, 1);
  }
});

Deno.test("what is no TCP leaves nothing of the row before", () => {
  const nothing = { flags: 0, seen: 0, values: [] };
  deepEqual(decode(ipv4({ proto: 17, payload: udp(1, 2) })), nothing);
  deepEqual(decode(ipv4({ proto: 6, payload: tcp(1, 2), fragmentOffset: 1 })), nothing);
  deepEqual(decode(bytes(0x50)), nothing);
  deepEqual(decode(new Uint8Array(0)), nothing);
});

Deno.test("TCP headers are read nowhere outside the packet", () => {
  const packet = ipv4({ proto: 6, payload: segment(TIMESTAMPS, new Uint8Array(4)) });
  fc.assert(
    fc.property(
      fc.nat(packet.length),
      fc.array(fc.tuple(fc.nat(packet.length - 1), fc.nat(255)), { maxLength: 4 }),
      (captured, mutations) => {
        const mutated = packet.slice();
        for (const [at, value] of mutations) mutated[at] = value;
        deepEqual(decode(mutated, captured, 0), decode(mutated, captured, 0xff));
      },
    ),
    { numRuns: 5_000, seed: 4 },
  );
});
