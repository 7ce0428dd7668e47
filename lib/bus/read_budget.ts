/**
 * How much a read may still take: the bounds of a request, shared out over its partitions.
 * @module
 */

import type { ReadRequest } from "./bus.ts";

/**
 * Counts what a read takes, so that no bound is passed and no partition starves the ones after
 * it: each gets an even share of what is left, or one message if that is larger and still fits.
 * The first message of the whole read is always let through.
 */
export class ReadBudget {
  #messagesLeft: number;
  #bytesLeft: number;
  #partitionsLeft: number;
  #shareMessages = 0;
  #shareBytes = 0;
  #takenHere = 0;
  #takenMessages = 0;
  #takenBytes = 0;

  /**
   * Starts a read.
   * @param bounds of the whole read
   * @param partitions how many partitions will be read
   */
  constructor(bounds: Pick<ReadRequest, "maxMessages" | "maxBytes">, partitions: number) {
    this.#messagesLeft = bounds.maxMessages;
    this.#bytesLeft = bounds.maxBytes;
    this.#partitionsLeft = partitions;
  }

  /** Goes on to the next partition. */
  nextPartition(): void {
    this.#shareMessages = Math.ceil(this.#messagesLeft / this.#partitionsLeft);
    this.#shareBytes = Math.ceil(this.#bytesLeft / this.#partitionsLeft);
    this.#takenHere = 0;
    this.#partitionsLeft--;
  }

  /**
   * Says how many messages of this partition to fetch at once, so that few are fetched in vain:
   * as many as its share will let through if they are as large as those so far. 0 says that the
   * share is used up.
   */
  chunk(): number {
    if (this.#shareMessages <= 0 || (this.#takenMessages > 0 && this.#shareBytes <= 0)) return 0;
    const fitting = this.#takenMessages === 0
      ? FIRST_CHUNK
      : Math.ceil(this.#shareBytes * this.#takenMessages / Math.max(1, this.#takenBytes));
    return Math.min(fitting, this.#shareMessages, MOST_CHUNK);
  }

  /**
   * Takes one message if the bounds allow it.
   * @returns false if they do not; the message then stays where it is
   */
  take(sizeBytes: number): boolean {
    if (this.#takenMessages > 0) {
      const bytes = this.#takenHere === 0 ? this.#bytesLeft : this.#shareBytes;
      if (this.#shareMessages <= 0 || sizeBytes > bytes) return false;
    }
    this.#messagesLeft--;
    this.#bytesLeft -= sizeBytes;
    this.#shareMessages--;
    this.#shareBytes -= sizeBytes;
    this.#takenHere++;
    this.#takenMessages++;
    this.#takenBytes += sizeBytes;
    return true;
  }
}

/** What is fetched before anything is known of the sizes: JSON records are some 100 bytes, packed
 * messages up to some 100 KiB. */
const FIRST_CHUNK = 16;

/** Rows of one query, since all of them are in memory at once. */
const MOST_CHUNK = 4_096;
