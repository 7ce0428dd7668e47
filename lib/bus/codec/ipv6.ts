/**
 * IPv6 addresses between text and bytes.
 * @module
 */

import { formatIpv4, parseIpv4 } from "./ipv4.ts";

/** Writes the 16 bytes at `at` in the one form of RFC 5952: lower case, no leading zeros, the
 * first longest run of two or more zero groups as `::`, IPv4-mapped addresses (section 5) with
 * their tail in dotted decimal. */
export function formatIpv6(bytes: Uint8Array, at: number): string {
  if (isIpv4Mapped(bytes, at)) return "::ffff:" + formatIpv4(bytes, at + 12);
  let runStart = -1;
  let runLength = 1; // a single zero group stays as it is
  for (let group = 0; group < 8; group++) {
    let length = 0;
    while (group + length < 8 && groupAt(bytes, at, group + length) === 0) length++;
    if (length > runLength) {
      runStart = group;
      runLength = length;
    }
    group += length;
  }
  let text = "";
  for (let group = 0; group < 8; group++) {
    if (group === runStart) {
      text += "::";
      group += runLength - 1;
      continue;
    }
    if (group > 0 && group !== runStart + runLength) text += ":";
    text += groupAt(bytes, at, group).toString(16);
  }
  return text;
}

/**
 * Reads any textual form of RFC 4291, section 2.2; a zone (`%eth0`) is none of them.
 * @returns false where the text is no such address; the 16 bytes at `at` may be overwritten then
 */
export function parseIpv6(text: string, bytes: Uint8Array, at: number): boolean {
  let group = 0;
  let gap = -1; // number of groups before "::"
  let i = 0;
  if (text.startsWith("::")) {
    gap = 0;
    i = 2;
  }
  while (i < text.length) {
    if (group === 8) return false;
    const end = groupEnd(text, i);
    if (text.charCodeAt(end) === DOT) {
      if (group > 6 || !parseIpv4(text, bytes, at + group * 2, i)) return false;
      group += 2;
      break;
    }
    if (end === i || end - i > 4) return false;
    const value = parseInt(text.slice(i, end), 16);
    bytes[at + group * 2] = value >> 8;
    bytes[at + group * 2 + 1] = value & 0xff;
    group++;
    if (end === text.length) break;
    if (text.charCodeAt(end) !== COLON || end + 1 === text.length) return false;
    i = end + 1;
    if (text.charCodeAt(i) === COLON) {
      if (gap >= 0) return false;
      gap = group;
      i++;
    }
  }
  if (gap < 0) return group === 8;
  if (group === 8) return false;
  const tail = (group - gap) * 2;
  bytes.copyWithin(at + 16 - tail, at + gap * 2, at + gap * 2 + tail);
  bytes.fill(0, at + gap * 2, at + 16 - tail);
  return true;
}

const COLON = 0x3a;
const DOT = 0x2e;

function groupAt(bytes: Uint8Array, at: number, group: number): number {
  return (bytes[at + group * 2] << 8) | bytes[at + group * 2 + 1];
}

function isIpv4Mapped(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < 10; i++) if (bytes[at + i] !== 0) return false;
  return bytes[at + 10] === 0xff && bytes[at + 11] === 0xff;
}

/** Finds the end of the hexadecimal digits that start at `i`. */
function groupEnd(text: string, i: number): number {
  let end = i;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    const isDigit = code >= 0x30 && code <= 0x39;
    const isLetter = (code >= 0x41 && code <= 0x46) || (code >= 0x61 && code <= 0x66);
    if (!isDigit && !isLetter) break;
  }
  return end;
}
