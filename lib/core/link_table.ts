/**
 * The names of links, each with a small integer that stands for it in columns.
 * @module
 */

/**
 * Interns link names: the first sight of a name gives it an index, which stands for it until it is
 * released.
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
  /** Indices that stand for no name any more. */
  readonly #free: number[] = [];

  /** How many names have an index. */
  get size(): number {
    return this.#names.length - this.#free.length;
  }

  /** All names, by index; empty where an index stands for none any more. */
  get names(): readonly string[] {
    return this.#names;
  }

  /** Gives the index of a name, a new one on its first sight. */
  intern(name: string): number {
    const known = this.#indexOf.get(name);
    if (known !== undefined) return known;
    const index = this.add(name);
    this.#indexOf.set(name, index);
    return index;
  }

  /** Gives a name a new index, which {@link LinkTable.intern} does not find: for what is no link
   * itself, and must not be taken for one of the same name. */
  add(name: string): number {
    const index = this.#free.pop() ?? this.#names.length;
    this.#names[index] = name;
    return index;
  }

  /**
   * Takes a name's index from it, to be given to another name. Whoever still holds the index has to
   * forget it first: columns, and what is kept by link.
   * @throws {RangeError} if no link has that index
   */
  release(index: number): void {
    const name = this.name(index);
    if (this.#indexOf.get(name) === index) this.#indexOf.delete(name);
    this.#names[index] = "";
    this.#free.push(index);
  }

  /**
   * Gives the name behind an index.
   * @throws {RangeError} if no link has that index
   */
  name(index: number): string {
    const name = this.#names[index];
    if (name === undefined || (name === "" && this.#indexOf.get(name) !== index)) {
      throw new RangeError(`Cannot name link ${index}: the table holds ${this.size} links`);
    }
    return name;
  }
}
