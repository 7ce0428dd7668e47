/**
 * What a pcapng says of packets that were dropped (draft-ietf-opsawg-pcapng): in front of a packet,
 * or of an interface since its start.
 * @module
 */

/** `epb_dropcount`: packets lost between this one and the one before it. */
const OPTION_EPB_DROPS = 4;
/** `isb_ifdrop`: dropped by the interface since the start. */
const OPTION_ISB_INTERFACE_DROPS = 5;
/** `isb_osdrop`: dropped by the operating system since the start. */
const OPTION_ISB_SYSTEM_DROPS = 7;
const OPTION_END = 0;
/** An obsolete packet block that does not know its drops says so. */
const UNKNOWN_DROPS = 0xffff;

/** Drops of one interface; both ways of saying are of the same packets, so the larger one counts. */
export interface DropCounts {
  /** Sum of what packets said. */
  ofPackets: number;
  /** The highest of what statistics said. */
  ofStatistics: number;
}

/** Takes the options of an enhanced packet block. @returns drops that were not known before */
export function addPacketDrops(
  drops: DropCounts,
  view: DataView,
  from: number,
  to: number,
  littleEndian: boolean,
): number {
  const before = droppedOf(drops);
  drops.ofPackets += readCount(view, from, to, OPTION_EPB_DROPS, littleEndian);
  return droppedOf(drops) - before;
}

/** Takes the field of an obsolete packet block. @returns drops that were not known before */
export function addObsoleteDrops(drops: DropCounts, count: number): number {
  const before = droppedOf(drops);
  if (count !== UNKNOWN_DROPS) drops.ofPackets += count;
  return droppedOf(drops) - before;
}

/** Takes the options of an interface statistics block. @returns drops that were not known before */
export function takeStatistics(
  drops: DropCounts,
  view: DataView,
  from: number,
  to: number,
  littleEndian: boolean,
): number {
  const before = droppedOf(drops);
  const count = readCount(view, from, to, OPTION_ISB_INTERFACE_DROPS, littleEndian) +
    readCount(view, from, to, OPTION_ISB_SYSTEM_DROPS, littleEndian);
  drops.ofStatistics = Math.max(drops.ofStatistics, count);
  return droppedOf(drops) - before;
}

function droppedOf({ ofPackets, ofStatistics }: DropCounts): number {
  return Math.max(ofPackets, ofStatistics);
}

/** Gives an option of 64 bits, 0 where there is none. Options are not worth calling a capture
 * broken for: reading stops at the first that is longer than its block. */
function readCount(
  view: DataView,
  from: number,
  to: number,
  wanted: number,
  littleEndian: boolean,
): number {
  for (let at = from; at + 4 <= to;) {
    const code = view.getUint16(at, littleEndian);
    const bytes = view.getUint16(at + 2, littleEndian);
    if (code === OPTION_END || at + 4 + bytes > to) return 0;
    if (code === wanted && bytes === 8) {
      const count = Number(view.getBigUint64(at + 4, littleEndian));
      // All ones are how some writers say that they do not know.
      return Number.isSafeInteger(count) ? count : 0;
    }
    at += 4 + Math.ceil(bytes / 4) * 4;
  }
  return 0;
}
