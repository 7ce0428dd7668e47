/**
 * Addresses of packet records between text and bytes.
 * @module
 */

import { formatIpv4, parseIpv4 } from "./ipv4.ts";
import { formatIpv6, parseIpv6 } from "./ipv6.ts";

/**
 * Writes an address as text.
 * @param bytes holds the address from `at` on: 4 bytes of family 4, 16 of family 6
 * @param family 4 or 6
 */
export function formatAddress(bytes: Uint8Array, at: number, family: number): string {
  return family === 4 ? formatIpv4(bytes, at) : formatIpv6(bytes, at);
}

/**
 * Reads an address into the 16 bytes at `at`; those that IPv4 does not use become 0.
 * @returns its family, 4 or 6, or 0 where the text is no address
 */
export function parseAddress(text: string, bytes: Uint8Array, at: number): number {
  if (text.includes(":")) return parseIpv6(text, bytes, at) ? 6 : 0;
  if (!parseIpv4(text, bytes, at)) return 0;
  bytes.fill(0, at + 4, at + 16);
  return 4;
}
