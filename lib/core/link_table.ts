/**
 * The names of links, each with a small integer that stands for it in columns.
 * @module
 */

/**
 * Interns link names: the first sight of a name gives it the next index, for good.
 *
 * @example
 * ```ts
 * import { LinkTable } from "#lib/core/link_table.ts";
 *
 * const links = new LinkTable();
 * const index = links.intern("eth0"); // 0
 * links.name(index); // "eth0"
 * ```
 */
export class LinkTable {
  readonly #indexOf = new Map<string, number>();
  readonly #names: string[] = [];

  /** How many links have been seen. */
  get size(): number {
    return this.#names.length;
  }

  /** All names, by index. */
  get names(): readonly string[] {
    return this.#names;
  }

  /** Gives the index of a name, a new one on its first sight. */
  intern(name: string): number {
    const known = this.#indexOf.get(name);
    if (known !== undefined) return known;
    const index = this.#names.length;
    this.#names.push(name);
    this.#indexOf.set(name, index);
    return index;
  }

  /**
   * Gives the name behind an index.
   * @throws {RangeError} if no link has that index
   */
  name(index: number): string {
    const name = this.#names[index];
    if (name === undefined) {
      throw new RangeError(
        `Cannot name link ${index}: the table holds ${this.#names.length} links`,
      );
    }
    return name;
  }
}
