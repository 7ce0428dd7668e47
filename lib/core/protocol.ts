/**
 * The four classes of protocol that windows count, from IP protocol numbers.
 * @module
 */

/** Protocol class as users see it in `protocol_encoded`: TCP 0, UDP 1, ICMP 2, other 3. */
export const ProtocolClass = { tcp: 0, udp: 1, icmp: 2, other: 3 } as const;

/** How many protocol classes there are. */
export const PROTOCOL_CLASSES = 4;

/**
 * Class of each IP protocol number (IANA): 6 is TCP, 17 UDP, 1 ICMP, 58 ICMPv6, all else other.
 * A table and not a function, since hot loops look it up once a packet.
 */
export const PROTOCOL_CLASS_OF: Uint8Array = (() => {
  const table = new Uint8Array(256).fill(ProtocolClass.other);
  table[6] = ProtocolClass.tcp;
  table[17] = ProtocolClass.udp;
  table[1] = ProtocolClass.icmp;
  table[58] = ProtocolClass.icmp;
  return table;
})();
