/**
 * Which links have a state in this process, by partition.
 * @module
 */

import type { LinkTable } from "#lib/core/link_table.ts";
import { otherLinkName } from "./other_link.ts";

/** The links of the partitions that a process owns. */
export class KnownLinks {
  readonly #links: LinkTable;
  /** By index of the link; `undefined` for links without a state. */
  readonly #partitionOf: (number | undefined)[] = [];
  readonly #counts = new Map<number, number>();
  #size = 0;

  /** Knows none yet. @param links the names behind the indices */
  constructor(links: LinkTable) {
    this.#links = links;
  }

  /** How many there are in all partitions, the ones for all others too. */
  get size(): number {
    return this.#size;
  }

  /** Says whether a link has a state. */
  has(link: number): boolean {
    return this.#partitionOf[link] !== undefined;
  }

  /** Gives the partition of a known link. */
  partitionOf(link: number): number | undefined {
    return this.#partitionOf[link];
  }

  /** Gives how many links a partition has, without the one for all others. */
  count(partition: number): number {
    return this.#counts.get(partition) ?? 0;
  }

  /** Gives all links, in order of their indices. */
  *all(): IterableIterator<number> {
    for (let link = 0; link < this.#partitionOf.length; link++) if (this.has(link)) yield link;
  }

  /** Gives the links of a partition, in order of their indices. */
  of(partition: number): number[] {
    return [...this.all()].filter((link) => this.#partitionOf[link] === partition);
  }

  /** Adds a link; one that is known stays as it is. */
  add(link: number, partition: number): void {
    if (this.has(link)) return;
    this.#partitionOf[link] = partition;
    this.#size++;
    this.#count(link, partition, 1);
  }

  /** Takes a known link out. */
  delete(link: number): void {
    this.#count(link, this.#partitionOf[link]!, -1);
    this.#partitionOf[link] = undefined;
    this.#size--;
  }

  #count(link: number, partition: number, change: number): void {
    if (this.#links.name(link) === otherLinkName(partition)) return;
    this.#counts.set(partition, this.count(partition) + change);
  }
}
