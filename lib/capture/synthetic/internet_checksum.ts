/**
 * The checksum of IP, TCP, UDP and ICMP (RFC 1071).
 * @module
 */

/**
 * Gives the one's complement of the one's complement sum of 16-bit words.
 * @param bytes is summed from `from` to `to`, an odd last byte as the upper half of a word
 * @param start what is summed elsewhere, such as a pseudo-header
 */
export function internetChecksum(bytes: Uint8Array, from: number, to: number, start = 0): number {
  let sum = start;
  for (let at = from; at < to; at += 2) {
    sum += (bytes[at] << 8) | (at + 1 < to ? bytes[at + 1] : 0);
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
