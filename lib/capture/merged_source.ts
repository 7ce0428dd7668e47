/**
 * Several captures as one: their packets in the order of their times.
 * @module
 */

import { UserError } from "#lib/core/errors.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import { TcpColumns } from "#lib/core/tcp_columns.ts";
import { copyRows } from "./copy_rows.ts";
import type { PacketSource, SourceStats } from "./source.ts";

/** Captures that may be open at once, each with some 2 MB, or up to 32 MB where it holds a block of
 * pcapng's greatest length: others wait for their first packet's time. */
const MOST_OPEN = 128;
/** Packets read ahead of each open capture. */
const HELD_PACKETS = 1024;

/** A capture that is not open: its number, and the time of its first packet, µs. */
interface Waiting {
  readonly index: number;
  readonly firstTs: number;
}

/** An open capture, with packets read ahead. */
interface Open {
  readonly index: number;
  readonly source: PacketSource;
  readonly held: PacketBatch;
  row: number;
}

/**
 * Merges captures by time. Within a capture the order stays; of equal times the capture that was
 * named first comes first. Each is opened when its first packet is due, so that a day of rotated
 * captures takes no more memory than two of them.
 *
 * The flaws of each capture are found as they are met: {@link MergedSource.damage} tells of the
 * first, and how many more there are.
 */
export class MergedSource implements PacketSource {
  readonly #open: (index: number) => Promise<PacketSource>;
  readonly #waiting: readonly Waiting[];
  readonly #damages: string[];
  /** Counters of the captures that are done. */
  readonly #done: SourceStats;
  #nextWaiting = 0;
  #active: Open[] = [];

  private constructor(
    open: (index: number) => Promise<PacketSource>,
    waiting: readonly Waiting[],
    damages: string[],
    stats: SourceStats,
  ) {
    this.#open = open;
    this.#waiting = waiting;
    this.#damages = damages;
    this.#done = stats;
  }

  /**
   * Looks at the first packet of each capture. Those without any are done with.
   * @param count how many captures there are
   * @param open opens one by its number; is called twice for each, and must give the same packets
   */
  static async of(
    count: number,
    open: (index: number) => Promise<PacketSource>,
  ): Promise<MergedSource> {
    const waiting: Waiting[] = [];
    const damages: string[] = [];
    const stats: SourceStats = noStats();
    for (let index = 0; index < count; index++) {
      await using source = await open(index);
      const first = new PacketBatch(1, new LinkTable());
      if (await source.read(first) > 0) waiting.push({ index, firstTs: first.ts[0] });
      else {
        if (source.damage !== undefined) damages.push(source.damage);
        addStats(stats, source.stats);
      }
    }
    waiting.sort((a, b) => a.firstTs - b.firstTs || a.index - b.index);
    return new MergedSource(open, waiting, damages, stats);
  }

  /** Counters of all captures together, which are read ahead. */
  get stats(): SourceStats {
    const sum = noStats();
    addStats(sum, this.#done);
    for (const { source } of this.#active) addStats(sum, source.stats);
    return sum;
  }

  /** One sentence on the first flaw that was met, and on how many others there are. */
  get damage(): string | undefined {
    const all = this.#active.flatMap(({ source }) => source.damage ?? []);
    const [first, ...others] = [...this.#damages, ...all];
    if (first === undefined || others.length === 0) return first;
    return `${first}; ${others.length} more of the captures are damaged`;
  }

  /**
   * Fills the batch.
   * @throws {UserError} if too many captures lie at the same time
   */
  async read(batch: PacketBatch): Promise<number> {
    const before = batch.length;
    while (batch.free > 0) {
      const next = this.#waiting[this.#nextWaiting];
      const first = this.#earliest();
      if (next !== undefined && (first === undefined || next.firstTs <= headOf(first))) {
        await this.#start(next, batch);
      } else if (first === undefined) {
        break;
      } else {
        const until = Math.min(limitBy(first, next), this.#limitByOpen(first));
        this.#take(first, until, batch);
        if (first.row === first.held.length) await this.#refill(first);
      }
    }
    return batch.length - before;
  }

  async #start({ index }: Waiting, like: PacketBatch): Promise<void> {
    if (this.#active.length === MOST_OPEN) {
      throw new UserError(
        `Cannot merge the captures: more than ${MOST_OPEN} of them lie at the same time; merge ` +
          `some of them with mergecap first`,
      );
    }
    this.#nextWaiting++;
    const held = new PacketBatch(HELD_PACKETS, like.links);
    if (like.tcp !== undefined) held.tcp = new TcpColumns(HELD_PACKETS);
    const added = { index, source: await this.#open(index), held, row: 0 };
    this.#active.push(added);
    await this.#refill(added);
  }

  async #refill(open: Open): Promise<void> {
    open.held.clear();
    open.row = 0;
    if (await open.source.read(open.held) > 0) return;
    this.#active = this.#active.filter((other) => other !== open);
    addStats(this.#done, open.source.stats);
    if (open.source.damage !== undefined) this.#damages.push(open.source.damage);
    await open.source[Symbol.asyncDispose]();
  }

  /** Takes the run of packets that nothing else comes before. */
  #take(open: Open, until: number, batch: PacketBatch): void {
    const { held } = open;
    const limit = Math.min(held.length, open.row + batch.free);
    let end = open.row + 1;
    while (end < limit && held.ts[end] <= until) end++;
    copyRows(held, open.row, end - open.row, batch);
    open.row = end;
  }

  #earliest(): Open | undefined {
    let earliest: Open | undefined;
    for (const open of this.#active) {
      if (earliest === undefined || isBefore(open, earliest)) earliest = open;
    }
    return earliest;
  }

  /** Time up to which the earliest capture may go on, by the other open ones. */
  #limitByOpen(earliest: Open): number {
    let least = Infinity;
    for (const open of this.#active) {
      if (open === earliest) continue;
      least = Math.min(least, limitBy(earliest, { index: open.index, firstTs: headOf(open) }));
    }
    return least;
  }

  /** Closes the captures that are open. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const { source } of this.#active) await source[Symbol.asyncDispose]();
    this.#active = [];
  }
}

function headOf({ held, row }: Open): number {
  return held.ts[row];
}

/** Time up to which a capture may go on before another: of equal times the one that was named
 * first goes first. */
function limitBy(open: Open, other: Waiting | undefined): number {
  if (other === undefined) return Infinity;
  return other.index < open.index ? other.firstTs - 1 : other.firstTs;
}

function isBefore(a: Open, b: Open): boolean {
  const difference = headOf(a) - headOf(b);
  return difference < 0 || (difference === 0 && a.index < b.index);
}

function noStats(): SourceStats {
  return { packets: 0, bytes: 0, inputBytes: 0, dropped: 0, undecoded: new Map() };
}

function addStats(to: SourceStats, from: SourceStats): void {
  to.packets += from.packets;
  to.bytes += from.bytes;
  to.inputBytes += from.inputBytes;
  to.dropped += from.dropped;
  for (const [reason, count] of from.undecoded) {
    to.undecoded.set(reason, (to.undecoded.get(reason) ?? 0) + count);
  }
}
