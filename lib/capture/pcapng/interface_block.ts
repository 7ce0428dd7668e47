/**
 * The interface description block of pcapng (draft-ietf-opsawg-pcapng, 4.2).
 * @module
 */

import { MAX_BINARY_RESOLUTION, MAX_DECIMAL_RESOLUTION, MAX_SNAP_BYTES } from "../limits.ts";
import { HeaderDecoder } from "../link/header_decoder.ts";
import type { TunnelView } from "../link/header_walk.ts";
import { sanitiseName } from "../link_naming.ts";
import type { DropCounts } from "./drop_counts.ts";
import { TimeScale } from "./time_scale.ts";

const OPTION_END = 0;
const OPTION_NAME = 2;
const OPTION_RESOLUTION = 9;
const OPTION_OFFSET = 14;
const MIN_BLOCK_BYTES = 20;

/** One interface of a section. */
export interface CapturedInterface {
  /** `if_name`, fit to be a link's name; empty where there is none. */
  readonly name: string;
  /** Reads its packets, by its link type. */
  readonly decoder: HeaderDecoder;
  /** Reads its times. */
  readonly scale: TimeScale;
  /** Bytes kept of each packet at most. */
  readonly snapBytes: number;
  /** Packets that it lost. */
  readonly drops: DropCounts;
  /** Index of its link in the table in use; -1 until its first packet. */
  link: number;
}

/**
 * Reads a whole interface description block.
 * @param view memory that holds the block
 * @param at index of the block's first byte
 * @param length of the block, bytes
 * @param tunnel which IP header of tunnelled packets is taken
 * @returns the interface, or as a clause what is wrong with the block
 */
export function readInterface(
  view: DataView,
  at: number,
  length: number,
  littleEndian: boolean,
  tunnel: TunnelView,
): CapturedInterface | string {
  if (length < MIN_BLOCK_BYTES) return "its interface description is too short";
  let name = "";
  let resolution = 6;
  let offsetSeconds = 0;
  const end = at + length - 4;
  let option = at + 16;
  while (option + 4 <= end) {
    const code = view.getUint16(option, littleEndian);
    const bytes = view.getUint16(option + 2, littleEndian);
    const value = option + 4;
    if (code === OPTION_END) break;
    if (value + bytes > end) return `its interface option ${code} is longer than the block`;
    if (code === OPTION_NAME) name = readText(view, value, bytes);
    if (code === OPTION_RESOLUTION && bytes >= 1) resolution = view.getUint8(value);
    if (code === OPTION_OFFSET && bytes >= 8) {
      offsetSeconds = Number(view.getBigInt64(value, littleEndian));
    }
    option = value + Math.ceil(bytes / 4) * 4;
  }
  if (!isReadable(resolution)) return `its time resolution is too fine (if_tsresol ${resolution})`;
  const snapBytes = view.getUint32(at + 12, littleEndian);
  return {
    name,
    decoder: new HeaderDecoder(view.getUint16(at + 8, littleEndian), tunnel),
    scale: new TimeScale(resolution, offsetSeconds),
    snapBytes: snapBytes === 0 ? MAX_SNAP_BYTES : snapBytes,
    drops: { ofPackets: 0, ofStatistics: 0 },
    link: -1,
  };
}

function readText(view: DataView, at: number, bytes: number): string {
  const text = new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + at, bytes));
  return sanitiseName(text);
}

function isReadable(resolution: number): boolean {
  const exponent = resolution & 0x7f;
  return exponent <= ((resolution & 0x80) !== 0 ? MAX_BINARY_RESOLUTION : MAX_DECIMAL_RESOLUTION);
}
