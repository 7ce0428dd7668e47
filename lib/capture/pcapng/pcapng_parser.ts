/**
 * pcapng (draft-ietf-opsawg-pcapng): sections of either byte order, each with its interfaces;
 * enhanced, simple and obsolete packet blocks; interface statistics for their drops. Blocks of other
 * types are skipped.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import type { ByteWindow } from "../bytes/byte_window.ts";
import { MAX_BLOCK_BYTES, MAX_INTERFACES, MAX_SNAP_BYTES } from "../limits.ts";
import type { TunnelView } from "../link/header_walk.ts";
import { Undecoded, UndecodedTally } from "../link/undecoded.ts";
import type { ParserOptions, RecordParser } from "../record_parser.ts";
import type { SourceStats } from "../source.ts";
import { addObsoleteDrops, addPacketDrops, takeStatistics } from "./drop_counts.ts";
import { type CapturedInterface, readInterface } from "./interface_block.ts";
import { Interfaces } from "./interfaces.ts";
import { byteOrderOf, MIN_BLOCK_BYTES, SECTION } from "./pcapng_magic.ts";

const INTERFACE = 1;
const OBSOLETE_PACKET = 2;
const SIMPLE_PACKET = 3;
const STATISTICS = 5;
const ENHANCED_PACKET = 6;

const MIN_SECTION_BYTES = 28;
const MIN_STATISTICS_BYTES = 24;

/** Reads the blocks of a pcapng; each interface is a link. */
export class PcapngParser implements RecordParser {
  /** Set at a block that contradicts itself or passes a limit. */
  broken: string | undefined;
  readonly #interfaces: Interfaces;
  readonly #tunnel: TunnelView;
  readonly #undecoded = new UndecodedTally();
  #littleEndian = true;
  /** Dropped packets that were said since the counters were last given on. */
  #dropped = 0;
  /** Time of the last packet that had one, for those that have none. */
  #lastTs = 0;

  /** Starts before the first section. */
  constructor({ naming, tunnel }: ParserOptions) {
    this.#interfaces = new Interfaces(naming);
    this.#tunnel = tunnel;
  }

  /** Takes blocks. */
  parse(input: ByteWindow, batch: PacketBatch, stats: SourceStats): number {
    this.#interfaces.use(batch.links);
    const before = batch.length;
    const need = this.#parseBlocks(input, batch);
    let wireBytes = 0;
    for (let row = before; row < batch.length; row++) wireBytes += batch.len[row];
    stats.packets += batch.length - before;
    stats.bytes += wireBytes;
    stats.dropped += this.#dropped;
    this.#dropped = 0;
    this.#undecoded.flush(stats.undecoded);
    return need;
  }

  /** The inner loop of reading pcapng. */
  #parseBlocks(input: ByteWindow, batch: PacketBatch): number {
    const { bytes, view, end } = input;
    while (batch.length < batch.capacity) {
      const at = input.at;
      if (end - at < MIN_BLOCK_BYTES) return MIN_BLOCK_BYTES;
      const type = view.getUint32(at, this.#littleEndian);
      if (type === SECTION && !this.#setByteOrder(view.getUint32(at + 8))) return 0;
      const length = view.getUint32(at + 4, this.#littleEndian);
      if (length < MIN_BLOCK_BYTES || length % 4 !== 0 || length > MAX_BLOCK_BYTES) {
        this.broken = `its block length ${length} is no multiple of 4 from ${MIN_BLOCK_BYTES} to ` +
          `${MAX_BLOCK_BYTES}`;
        return 0;
      }
      if (end - at < length) return length;
      const lengthAtEnd = view.getUint32(at + length - 4, this.#littleEndian);
      if (lengthAtEnd !== length) {
        this.broken = `its block length is ${length} at the front and ${lengthAtEnd} at the end`;
        return 0;
      }
      if (type === ENHANCED_PACKET || type === OBSOLETE_PACKET || type === SIMPLE_PACKET) {
        this.broken = this.#takePacket(bytes, view, at, length, type, batch);
      } else if (type === INTERFACE) {
        this.broken = this.#takeInterface(view, at, length);
      } else if (type === STATISTICS) {
        this.#takeStatistics(view, at, length);
      } else if (type === SECTION) {
        this.broken = this.#takeSection(view, at, length);
      }
      if (this.broken !== undefined) return 0;
      input.at = at + length;
    }
    return 0;
  }

  #setByteOrder(magic: number): boolean {
    const order = byteOrderOf(magic);
    if (order === undefined) this.broken = "its section header has no byte order magic";
    else this.#littleEndian = order === "little";
    return order !== undefined;
  }

  #takeSection(view: DataView, at: number, length: number): string | undefined {
    if (length < MIN_SECTION_BYTES) return "its section header is too short";
    const major = view.getUint16(at + 12, this.#littleEndian);
    if (major !== 1) return `its section has version ${major}, expected 1`;
    this.#interfaces.clear();
    return undefined;
  }

  #takeInterface(view: DataView, at: number, length: number): string | undefined {
    const added = readInterface(view, at, length, this.#littleEndian, this.#tunnel);
    if (typeof added === "string") return added;
    if (!this.#interfaces.add(added)) {
      return `its section has more than ${MAX_INTERFACES} interfaces`;
    }
    return undefined;
  }

  /** Statistics of an interface that was not described say nothing of any link. */
  #takeStatistics(view: DataView, at: number, length: number): void {
    if (length < MIN_STATISTICS_BYTES) return;
    const of = this.#interfaces.get(view.getUint32(at + 8, this.#littleEndian));
    if (of === undefined) return;
    const end = at + length - 4;
    this.#dropped += takeStatistics(of.drops, view, at + 20, end, this.#littleEndian);
  }

  #takePacket(
    bytes: Uint8Array,
    view: DataView,
    at: number,
    length: number,
    type: number,
    batch: PacketBatch,
  ): string | undefined {
    const littleEndian = this.#littleEndian;
    const isSimple = type === SIMPLE_PACKET;
    // Simple: type, length, original, data. The other two: type, length, interface (obsolete: 16
    // bits of it and 16 of drops), time in two halves, captured, original, data.
    const data = at + (isSimple ? 12 : 28);
    const room = at + length - 4 - data;
    if (room < 0) return "its packet block is too short";
    let id = 0;
    if (type === ENHANCED_PACKET) id = view.getUint32(at + 8, littleEndian);
    else if (type === OBSOLETE_PACKET) id = view.getUint16(at + 8, littleEndian);
    const from = this.#interfaces.get(id);
    if (from === undefined) return `its interface ${id} has no description`;
    if (from.link < 0 && !this.#interfaces.resolve(from, id)) {
      return `the capture names more than ${MAX_INTERFACES} links`;
    }
    const original = view.getUint32(data - 4, littleEndian);
    const captured = isSimple
      ? Math.min(original, from.snapBytes, room)
      : view.getUint32(at + 20, littleEndian);
    if (captured > room || captured > MAX_SNAP_BYTES) {
      return `it claims ${captured} captured bytes, more than ${Math.min(room, MAX_SNAP_BYTES)}`;
    }
    const optionsAt = data + Math.ceil(captured / 4) * 4;
    const end = at + length - 4;
    if (type === OBSOLETE_PACKET) {
      this.#dropped += addObsoleteDrops(from.drops, view.getUint16(at + 10, littleEndian));
    } else if (type === ENHANCED_PACKET && optionsAt + 4 < end) {
      this.#dropped += addPacketDrops(from.drops, view, optionsAt, end, littleEndian);
    }
    const row = batch.length;
    batch.kind[row] = 0;
    batch.ts[row] = isSimple ? this.#withoutTime(Undecoded.noTime) : this.#time(
      from,
      view.getUint32(at + 12, littleEndian),
      view.getUint32(at + 16, littleEndian),
    );
    batch.link[row] = from.link;
    batch.len[row] = original;
    const reason = from.decoder.decode(bytes, data, data + captured, batch, row);
    if (reason !== Undecoded.none) this.#undecoded.add(reason);
    batch.length = row + 1;
    return undefined;
  }

  #time(from: CapturedInterface, high: number, low: number): number {
    const ts = from.scale.micros(high, low);
    if (Number.isNaN(ts)) return this.#withoutTime(Undecoded.timeRange);
    this.#lastTs = ts;
    return ts;
  }

  #withoutTime(reason: number): number {
    this.#undecoded.add(reason);
    return this.#lastTs;
  }
}
