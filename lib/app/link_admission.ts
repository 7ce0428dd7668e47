/**
 * Bounds the links that have a state: past the limit of its partition a new link takes the place of
 * one that has long been silent, or has its records counted in a link for all others.
 *
 * `docs/windows.md` holds the rules. They look at nothing but the records of the partition in their
 * order, so that the same links are known whatever process reads them, however the log is cut into
 * steps, and across restarts.
 * @module
 */

import type { LinkTable } from "#lib/core/link_table.ts";
import { type PacketBatch, RecordKind } from "#lib/core/packet.ts";
import type { TumblingWindows } from "#lib/window/tumbling.ts";
import type { WindowBatch } from "#lib/window/window_batch.ts";
import type { KnownLinks } from "./known_links.ts";
import { LeastRecent, type SeenLinks } from "./least_recent.ts";
import { isOtherLinkName, otherLinkName } from "./other_link.ts";

/** What an admission works on, with the pipeline. */
export interface AdmissionParts {
  /** Names; a link that is here and not known is a stranger. */
  readonly links: LinkTable;
  /** Links that have a state. */
  readonly known: KnownLinks;
  /** Decoded records, of one partition at a time. */
  readonly records: PacketBatch;
  /** Takes the records of known links. */
  readonly windows: TumblingWindows;
  /** Windows that have closed. */
  readonly closed: WindowBatch;
  /** Most links of a partition. */
  readonly maxLinks: number;
  /** Silence after which a link may have to make room, µs of event time. */
  readonly idleTimeoutUs: number;
  /** Closes and forgets a link at an event time, µs; it is no longer known then. */
  readonly evict: (link: number, atUs: number) => void;
  /** Told the partition of the first packet that goes to the others. */
  readonly onOther: (partition: number) => void;
}

/** Lets links in. */
export class LinkAdmission {
  readonly #parts: AdmissionParts;
  readonly #seen: SeenLinks;
  /** By partition, once it was full. */
  readonly #queues = new Map<number, LeastRecent>();
  /** Index of the link for all others, by partition. */
  readonly #others = new Map<number, number>();
  /** Links that records came for and that were not known. */
  readonly #strangers = new Set<number>();
  #otherPackets = 0;
  #evictedLinks = 0;

  /** Has let in nobody. */
  constructor(parts: AdmissionParts) {
    this.#parts = parts;
    this.#seen = {
      lastEventUs: (link) => parts.windows.lastEventUs(link),
      name: (link) => parts.links.name(link),
    };
  }

  /** Packets of links that found no place. */
  get otherPackets(): number {
    return this.#otherPackets;
  }

  /** Links that made room. */
  get evictedLinks(): number {
    return this.#evictedLinks;
  }

  /**
   * Has the windows take the decoded records of a partition; as long as no new link is among them,
   * that is all.
   * @param from the first row that is taken
   * @param fullAt closed windows from which on no further row is taken
   * @returns the first row that was not taken
   */
  push(partition: number, from: number, fullAt: number): number {
    const { links, known, records, windows, closed } = this.#parts;
    if (links.size === known.size) return windows.push(records, closed, from, fullAt);
    this.#noteStrangers();
    const rows = records.length;
    const otherRows: number[] = [];
    let done = from;
    let isFull = false;
    for (let row = from; row < rows && !isFull; row++) {
      if (known.has(records.link[row])) continue;
      if (this.#mayTakePlace(partition, row)) {
        // Who was seen least recently is known once the rows before have counted.
        records.length = row;
        done = windows.push(records, closed, done, fullAt);
        records.length = rows;
        isFull = done < row || !this.#makeRoom(partition, records.ts[row], fullAt);
        if (isFull) break;
      }
      this.#letIn(partition, row, otherRows);
    }
    if (!isFull) done = windows.push(records, closed, done, fullAt);
    this.#countOthers(partition, otherRows.filter((row) => row < done).length);
    return done;
  }

  /**
   * Takes the names from links that are not known, once nothing refers to them any more.
   * @returns these links
   */
  release(): number[] {
    const { links, known } = this.#parts;
    const released = [...this.#strangers].filter((link) => !known.has(link));
    for (const link of released) links.release(link);
    this.#strangers.clear();
    return released;
  }

  /** Gives the index of a partition's link for all others, which is known from then on. */
  otherOf(partition: number): number {
    let link = this.#others.get(partition);
    if (link === undefined) {
      link = this.#parts.links.add(otherLinkName(partition));
      this.#others.set(partition, link);
      this.#parts.known.add(link, partition);
    }
    return link;
  }

  /** Forgets what it remembers of a partition. */
  drop(partition: number): void {
    this.#queues.delete(partition);
    this.#others.delete(partition);
  }

  #noteStrangers(): void {
    const { link, length } = this.#parts.records;
    for (let row = 0; row < length; row++) {
      if (!this.#parts.known.has(link[row])) this.#strangers.add(link[row]);
    }
  }

  /** Says whether a new link's row may find somebody to make room in a full partition: a tick or an
   * end is not worth a place, and a link that is called as the others is one of them. */
  #mayTakePlace(partition: number, row: number): boolean {
    const { links, known, records, maxLinks, idleTimeoutUs } = this.#parts;
    return known.count(partition) >= maxLinks && records.kind[row] === RecordKind.packet &&
      this.#queueOf(partition).boundUs < records.ts[row] - idleTimeoutUs &&
      !isOtherLinkName(links.name(records.link[row]));
  }

  /** Has links make room for one more, if they have been silent for long enough at `atUs`; false
   * where the step is full before. */
  #makeRoom(partition: number, atUs: number, fullAt: number): boolean {
    const { known, closed, windows, maxLinks, idleTimeoutUs, evict } = this.#parts;
    const queue = this.#queueOf(partition);
    // More than one where the limit was higher before a restart.
    while (known.count(partition) >= maxLinks) {
      const link = queue.first();
      if (link === undefined || windows.lastEventUs(link) >= atUs - idleTimeoutUs) return true;
      if (closed.length >= fullAt) return false;
      queue.removeFirst();
      this.#strangers.add(link);
      this.#evictedLinks++;
      evict(link, atUs);
    }
    return true;
  }

  /** Makes a row's link known, or the row one of the others. */
  #letIn(partition: number, row: number, otherRows: number[]): void {
    const { links, known, records, maxLinks } = this.#parts;
    const link = records.link[row];
    if (known.count(partition) < maxLinks && !isOtherLinkName(links.name(link))) {
      known.add(link, partition);
      this.#queues.get(partition)?.add(link);
      return;
    }
    records.link[row] = this.otherOf(partition);
    // One link's end is not the others': what it says of the time before it, a tick says.
    if (records.kind[row] === RecordKind.end) records.kind[row] = RecordKind.tick;
    if (records.kind[row] === RecordKind.packet) otherRows.push(row);
  }

  #countOthers(partition: number, packets: number): void {
    if (packets > 0 && this.#otherPackets === 0) this.#parts.onOther(partition);
    this.#otherPackets += packets;
  }

  #queueOf(partition: number): LeastRecent {
    let queue = this.#queues.get(partition);
    if (queue === undefined) {
      queue = new LeastRecent(this.#seen);
      for (const link of this.#parts.known.of(partition)) {
        if (link !== this.#others.get(partition)) queue.add(link);
      }
      this.#queues.set(partition, queue);
    }
    return queue;
  }
}
