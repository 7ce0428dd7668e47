/**
 * IPv4 addresses between text and bytes.
 * @module
 */

const OCTETS: readonly string[] = Array.from({ length: 256 }, (_, octet) => String(octet));

/** Writes the 4 bytes at `at` in dotted decimal. */
export function formatIpv4(bytes: Uint8Array, at: number): string {
  return OCTETS[bytes[at]] + "." + OCTETS[bytes[at + 1]] + "." + OCTETS[bytes[at + 2]] + "." +
    OCTETS[bytes[at + 3]];
}

/**
 * Reads dotted decimal, strictly: four numbers of 0 to 255 without leading zeros (RFC 6943,
 * section 3.1.1, says why anything looser is a trap). Reads from `from` to the end of the text.
 * @returns false where the text is no such address; the 4 bytes at `at` may be overwritten then
 */
export function parseIpv4(text: string, bytes: Uint8Array, at: number, from = 0): boolean {
  let part = 0;
  let value = 0;
  let digits = 0;
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === DOT) {
      if (digits === 0 || part === 3) return false;
      bytes[at + part++] = value;
      value = 0;
      digits = 0;
      continue;
    }
    const digit = code - ZERO;
    if (digit < 0 || digit > 9 || (digits > 0 && value === 0)) return false;
    value = value * 10 + digit;
    digits++;
    if (value > 255) return false;
  }
  if (part !== 3 || digits === 0) return false;
  bytes[at + 3] = value;
  return true;
}

const DOT = 0x2e;
const ZERO = 0x30;
