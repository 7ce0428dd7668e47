/**
 * The interfaces of the current section of a pcapng, and the links that they become.
 * @module
 */

import type { LinkTable } from "#lib/core/link_table.ts";
import { MAX_INTERFACES } from "../limits.ts";
import type { LinkNaming } from "../link_naming.ts";
import type { CapturedInterface } from "./interface_block.ts";

/** Numbers interfaces in the order of their blocks, and names each link at its first packet. */
export class Interfaces {
  readonly #naming: LinkNaming;
  #table: CapturedInterface[] = [];
  #unnamed = 0;
  #links: LinkTable | undefined;
  #newLinks = 0;

  /**
   * Starts without interfaces.
   * @param naming says how links are called
   */
  constructor(naming: LinkNaming) {
    this.#naming = naming;
  }

  /** Starts a section: numbers count from 0 again. */
  clear(): void {
    this.#table = [];
    this.#unnamed = 0;
  }

  /** Adds the next interface; false if there are too many. */
  add(added: CapturedInterface): boolean {
    if (added.name === "") this.#unnamed++;
    return this.#table.push(added) <= MAX_INTERFACES;
  }

  /** Gives an interface by its number, `undefined` where the section has not described it. */
  get(id: number): CapturedInterface | undefined {
    return this.#table[id];
  }

  /** Says which table the links' indices are of; a new one forgets those of the old. */
  use(links: LinkTable): void {
    if (links === this.#links) return;
    this.#links = links;
    for (const known of this.#table) known.link = -1;
  }

  /**
   * Finds the link of an interface. It is named once and for all at the first packet, so that the
   * name does not depend on blocks that come later: two interfaces without a name are told apart
   * by their number if both are known by then.
   * @returns false if the capture has named too many links
   */
  resolve(known: CapturedInterface, id: number): boolean {
    const links = this.#links!;
    const { override, stem } = this.#naming;
    const before = links.size;
    const unnamed = this.#unnamed > 1 ? `${stem}:${id}` : stem;
    known.link = links.intern(override ?? (known.name || unnamed));
    if (links.size > before) this.#newLinks++;
    return this.#newLinks <= MAX_INTERFACES;
  }
}
