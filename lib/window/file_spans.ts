/**
 * What files say about links: each from the link's first packet in it to the last. Between two
 * files nobody has looked, so what lies there is missing, not silence.
 * @module
 */

import { RecordKind } from "#lib/core/packet.ts";
import type { RecordColumns } from "./record_buffer.ts";

/** One file's word on one link, µs of event time. */
interface Span {
  readonly link: number;
  readonly first: number;
  readonly last: number;
}

/** Gathers the spans of files: add records, end the file, and so on; then {@link sort} and ask. */
export class FileSpans {
  /** First and last packet of each link in the file at hand, by index. */
  #first = new Float64Array(64).fill(Infinity);
  #last = new Float64Array(64).fill(-Infinity);
  readonly #spans: Span[] = [];
  /** The next span to look at, the link that was asked for, and how far its files reach. */
  #next = 0;
  #link = -1;
  #reachUs = -Infinity;

  /** Takes records of the file at hand, in any order; only packets count. */
  add(records: RecordColumns): void {
    const { kind, ts, link, length } = records;
    let first = this.#first;
    let last = this.#last;
    for (let row = 0; row < length; row++) {
      if (kind[row] !== RecordKind.packet) continue;
      const index = link[row];
      if (index >= first.length) {
        this.#grow(index + 1);
        first = this.#first;
        last = this.#last;
      }
      const at = ts[row];
      if (at < first[index]) first[index] = at;
      if (at > last[index]) last[index] = at;
    }
  }

  /** Says that the file is done; what comes now is of another one. */
  endFile(): void {
    for (let link = 0; link < this.#first.length; link++) {
      const first = this.#first[link];
      if (first < Infinity) this.#spans.push({ link, first, last: this.#last[link] });
    }
    this.#first.fill(Infinity);
    this.#last.fill(-Infinity);
  }

  /** Makes ready for {@link FileSpans.reachAcross}, once all files are ended. */
  sort(): void {
    this.#spans.sort((a, b) => a.link - b.link || a.first - b.first);
  }

  /**
   * Says whether a file has packets of a link both before an instant and at it or after it. Ask in
   * the order of links, then of instants.
   * @param atUs event time, µs
   */
  reachAcross(link: number, atUs: number): boolean {
    const spans = this.#spans;
    if (link !== this.#link) {
      this.#link = link;
      this.#reachUs = -Infinity;
    }
    for (; this.#next < spans.length; this.#next++) {
      const span = spans[this.#next];
      if (span.link > link || span.link === link && span.first >= atUs) break;
      if (span.link === link) this.#reachUs = Math.max(this.#reachUs, span.last);
    }
    return this.#reachUs >= atUs;
  }

  #grow(links: number): void {
    const first = new Float64Array(2 * links).fill(Infinity);
    const last = new Float64Array(2 * links).fill(-Infinity);
    first.set(this.#first);
    last.set(this.#last);
    this.#first = first;
    this.#last = last;
  }
}
