/**
 * Lays out one memory for the WebAssembly kernels: all of it is reserved before the first
 * computation, so that views of it stay valid and its size never grows.
 * @module
 */

import { UserError } from "#lib/core/errors.ts";

/** Bytes of a cache line, on which everything starts: threads that share the memory do not share
 * lines. */
const LINE_BYTES = 64;

/** Bytes of a page of WebAssembly. */
const PAGE_BYTES = 65_536;

/** Bytes at the start that the modules keep their constants in; address 0 means none. */
export const RESERVED_BYTES = 2_048;

/** Hands out places in a memory, then makes it. */
export class MemoryPlan {
  #bytes = RESERVED_BYTES;

  /** Reserves room for numbers. @returns the address of the first */
  reserve(floats: number): number {
    const address = this.#bytes;
    this.#bytes += Math.ceil(floats * 4 / LINE_BYTES) * LINE_BYTES;
    return address;
  }

  /**
   * Makes the memory, all zeros.
   * @throws {UserError} if it is larger than addresses reach or than this machine gives
   */
  allocate(): WebAssembly.Memory {
    const pages = Math.ceil(this.#bytes / PAGE_BYTES);
    try {
      return new WebAssembly.Memory({ initial: pages, maximum: pages });
    } catch (cause) {
      throw new UserError(
        `Cannot put the network into memory: it needs ${(this.#bytes / 2 ** 30).toFixed(1)} GiB, ` +
          "of which WebAssembly has at most 4; pass a smaller --batch-size, --lookback or --units",
        { cause },
      );
    }
  }
}
