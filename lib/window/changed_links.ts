/**
 * Which links records have come for since the last commit.
 * @module
 */

/** A set of link numbers that is cheap to add to once a run of packets, and emptied at once. */
export class ChangedLinks {
  #isChanged = new Uint8Array(16);
  #links: number[] = [];

  /** Adds a link. */
  add(link: number): void {
    if (link >= this.#isChanged.length) this.#grow(link + 1);
    if (this.#isChanged[link] === 1) return;
    this.#isChanged[link] = 1;
    this.#links.push(link);
  }

  /** Takes a link out. */
  delete(link: number): void {
    if (link < this.#isChanged.length) this.#isChanged[link] = 0;
  }

  /** Gives all links, each once, and empties the set. */
  take(): number[] {
    // A link that was deleted and added again is listed twice, but marked once.
    const links = this.#links.filter((link) => {
      const isIn = this.#isChanged[link] === 1;
      this.#isChanged[link] = 0;
      return isIn;
    });
    this.#links = [];
    return links;
  }

  #grow(links: number): void {
    const grown = new Uint8Array(Math.max(links, this.#isChanged.length * 2));
    grown.set(this.#isChanged);
    this.#isChanged = grown;
  }
}
