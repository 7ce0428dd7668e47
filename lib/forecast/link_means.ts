/**
 * Means by link, and over all links.
 * @module
 */

interface Sum {
  total: number;
  count: number;
}

/** Sums up numbers by link. */
export class LinkMeans {
  readonly #byLink = new Map<number, Sum>();
  readonly #all: Sum = { total: 0, count: 0 };

  /** Adds a number of a link. */
  add(link: number, value: number): void {
    let own = this.#byLink.get(link);
    if (own === undefined) this.#byLink.set(link, own = { total: 0, count: 0 });
    for (const sum of [own, this.#all]) {
      sum.total += value;
      sum.count++;
    }
  }

  /** Gives a link's mean; of a link without numbers the mean over all. */
  of(link: number): number {
    const { total, count } = this.#byLink.get(link) ?? this.#all;
    return total / count;
  }
}
