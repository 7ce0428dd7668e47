/**
 * Bytes in memory, given in chunks of random sizes.
 * @module
 */

import type { ByteSource } from "#lib/capture/bytes/byte_source.ts";
import type { Random } from "#lib/core/random.ts";

/** Gives bytes as they are asked for, or cut up by a random generator. */
export class ChunkedBytes implements ByteSource {
  readonly damage = undefined;
  readonly #bytes: Uint8Array;
  readonly #cuts: Random | undefined;
  #at = 0;

  constructor(bytes: Uint8Array, cuts?: Random) {
    this.#bytes = bytes;
    this.#cuts = cuts;
  }

  get inputBytes(): number {
    return this.#at;
  }

  pull(into: Uint8Array): Promise<number> {
    const rest = Math.min(into.length, this.#bytes.length - this.#at);
    const count = this.#cuts === undefined
      ? rest
      : Math.min(rest, 1 + this.#cuts.integer(1 << this.#cuts.integer(9)));
    into.set(this.#bytes.subarray(this.#at, this.#at + count));
    this.#at += count;
    return Promise.resolve(count);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}
