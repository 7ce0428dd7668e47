/**
 * Which of many links was seen least recently, without a note at each record.
 * @module
 */

/** What tells links apart. */
export interface SeenLinks {
  /** Gives the highest event time of a link, µs; it never falls. */
  lastEventUs(link: number): number;
  /** Gives its name. */
  name(link: number): string;
}

/**
 * A binary heap of links by their last event time, the earlier name first where times are equal.
 *
 * Times are as they were when the heap last looked, so that records need not be told to it: a link
 * can only be further back than its place says. So the first one is looked at again until its time
 * stands still; that costs a record at most one step down the heap, O(log n).
 */
export class LeastRecent {
  readonly #seen: SeenLinks;
  readonly #links: number[] = [];
  /** By place in the heap, µs. */
  readonly #times: number[] = [];

  /** Holds no link yet. */
  constructor(seen: SeenLinks) {
    this.#seen = seen;
  }

  /** A bound that no link's last event time is below, µs; Infinity where there is no link. */
  get boundUs(): number {
    return this.#times[0] ?? Infinity;
  }

  /** Adds a link, which is in it only once. */
  add(link: number): void {
    this.#links.push(link);
    this.#times.push(this.#seen.lastEventUs(link));
    for (let at = this.#links.length - 1; at > 0;) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(at, parent)) break;
      this.#swap(at, parent);
      at = parent;
    }
  }

  /** Gives the link seen least recently; `undefined` where there is none. */
  first(): number | undefined {
    while (this.#links.length > 0) {
      const timeUs = this.#seen.lastEventUs(this.#links[0]);
      if (timeUs === this.#times[0]) break;
      this.#times[0] = timeUs;
      this.#sink();
    }
    return this.#links[0];
  }

  /** Takes the link out that {@link LeastRecent.first} gave. */
  removeFirst(): void {
    this.#swap(0, this.#links.length - 1);
    this.#links.pop();
    this.#times.pop();
    this.#sink();
  }

  #sink(): void {
    for (let at = 0;;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < this.#links.length && this.#isBefore(child, least)) least = child;
      }
      if (least === at) return;
      this.#swap(at, least);
      at = least;
    }
  }

  #isBefore(a: number, b: number): boolean {
    if (this.#times[a] !== this.#times[b]) return this.#times[a] < this.#times[b];
    return this.#seen.name(this.#links[a]) < this.#seen.name(this.#links[b]);
  }

  #swap(a: number, b: number): void {
    [this.#links[a], this.#links[b]] = [this.#links[b], this.#links[a]];
    [this.#times[a], this.#times[b]] = [this.#times[b], this.#times[a]];
  }
}
