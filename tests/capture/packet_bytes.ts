/**
 * Packets byte by byte for the capture tests, written from the RFCs and not from the readers.
 * @module
 */

/** Joins bytes. */
export function bytes(...parts: (number | readonly number[] | Uint8Array)[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => typeof part === "number" ? [part] : [...part]));
}

/** Two bytes in network order. */
export function u16(value: number): number[] {
  return [value >> 8 & 0xff, value & 0xff];
}

/** An Ethernet II frame; `tags` are pairs of tag type and VLAN number, outermost first. */
export function ethernet(
  type: number,
  payload: Uint8Array,
  tags: readonly (readonly [type: number, vlan: number])[] = [],
): Uint8Array {
  const macs = [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1];
  return bytes(
    macs,
    tags.flatMap(([tag, vlan]) => [...u16(tag), ...u16(vlan)]),
    u16(type),
    payload,
  );
}

/** Fields of {@link ipv4} that a test sets. */
export interface Ipv4Fields {
  readonly proto: number;
  readonly payload: Uint8Array;
  readonly options?: readonly number[];
  /** In units of 8 bytes. */
  readonly fragmentOffset?: number;
  readonly moreFragments?: 0 | 1;
  /** What the header says, where it lies. */
  readonly totalBytes?: number;
}

/** An IPv4 packet from 10.0.0.1 to 192.168.1.2. */
export function ipv4(fields: Ipv4Fields): Uint8Array {
  const { proto, payload, options = [], fragmentOffset = 0, moreFragments = 0 } = fields;
  const headerBytes = 20 + options.length;
  const total = fields.totalBytes ?? headerBytes + payload.length;
  const fragment = moreFragments << 13 | fragmentOffset;
  const header = bytes(
    [0x40 | headerBytes / 4, 0, ...u16(total), 0x12, 0x34, ...u16(fragment), 64, proto, 0, 0],
    [10, 0, 0, 1, 192, 168, 1, 2],
    options,
  );
  header.set(u16(internetChecksum(header)), 10);
  return bytes(header, payload);
}

/** An IPv6 packet from 2001:db8::1 to 2001:db8::2; `next` names the first header in `payload`. */
export function ipv6(next: number, payload: Uint8Array, payloadBytes = payload.length): Uint8Array {
  const prefix = [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  return bytes([0x60, 0, 0, 0, ...u16(payloadBytes), next, 64], prefix, 1, prefix, 2, payload);
}

/** An IPv6 extension header of 8 × (1 + `more`) bytes before `payload`. */
export function extension(next: number, more: number, payload: Uint8Array): Uint8Array {
  // One PadN option fills the header.
  const pad = 4 + 8 * more;
  return bytes(next, more, 1, pad, new Uint8Array(pad), payload);
}

/** An IPv6 fragment header before `payload`; the offset is in units of 8 bytes. */
export function fragment6(
  next: number,
  offset: number,
  more: 0 | 1,
  payload: Uint8Array,
): Uint8Array {
  return bytes(next, 0, u16(offset << 3 | more), 0, 0, 0, 7, payload);
}

/** A TCP header without options. */
export function tcp(sport: number, dport: number): Uint8Array {
  return bytes(
    u16(sport),
    u16(dport),
    [0, 0, 0, 1],
    [0, 0, 0, 0],
    0x50,
    0x02,
    u16(8192),
    0,
    0,
    0,
    0,
  );
}

/** A UDP datagram. */
export function udp(
  sport: number,
  dport: number,
  payload: Uint8Array = new Uint8Array(8),
): Uint8Array {
  return bytes(u16(sport), u16(dport), u16(8 + payload.length), 0, 0, payload);
}

/** An ICMP or ICMPv6 echo request; 8 is its type in the one, 128 in the other. */
export function echo(type: 8 | 128): Uint8Array {
  return bytes(type, 0, 0, 0, u16(1), u16(1), new Uint8Array(16));
}

function internetChecksum(data: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < data.length; i += 2) sum += data[i] << 8 | data[i + 1];
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return ~sum & 0xffff;
}
