/**
 * Formats that are known by their first bytes but not read: an error can name them.
 * @module
 */

/** Names and first bytes, in hexadecimal. */
const MAGICS: readonly (readonly [name: string, magic: string])[] = [
  ["xz", "fd377a585a00"],
  ["bzip2", "425a68"],
  ["lz4", "04224d18"],
  ["zip", "504b0304"],
  ["gzip within another compression", "1f8b08"],
  ["zstd within another compression", "28b52ffd"],
  ["btsnoop", "6274736e6f6f7000"],
  ["pcap with Navtel's changes", "a1e2cb12"],
  ["pcap with Navtel's changes", "12cbe2a1"],
  ["Network Monitor", "474d4255"],
  ["Network Monitor", "52545353"],
  ["Sniffer", "5452534e49464620"],
  ["iptrace", "6970747261636520"],
];

/** Gives the name of a known format that is not read, `undefined` for others. */
export function nameUnreadFormat(head: Uint8Array): string | undefined {
  const hex = head.toHex();
  const known = MAGICS.find(([, magic]) => hex.startsWith(magic));
  return known?.[0] ?? (looksLikeErf(head) ? "ERF" : undefined);
}

/**
 * Guesses ERF, which has no magic: time (8 bytes, little-endian, the upper half in seconds), type,
 * flags, then in network order the lengths of the record, of what was lost, of the wire.
 */
function looksLikeErf(head: Uint8Array): boolean {
  if (head.length < 16) return false;
  const view = new DataView(head.buffer, head.byteOffset);
  const seconds = view.getUint32(4, true);
  const type = head[8] & 0x7f;
  const recordBytes = view.getUint16(10);
  const wireBytes = view.getUint16(14);
  return seconds > 0x3000_0000 && seconds < 0xf000_0000 && type >= 1 && type <= 48 &&
    head[9] < 0x40 && recordBytes >= 24 && recordBytes % 8 === 0 &&
    wireBytes > 0 && recordBytes <= wireBytes + 48;
}
