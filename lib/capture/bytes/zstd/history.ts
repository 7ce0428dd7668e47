/**
 * What came out of a frame last, as far back as its matches may reach: a ring, in which each block
 * lies in one piece.
 * @module
 */

/** Most bytes that a block may give (RFC 8878, 3.1.1.2.4). */
export const MAX_BLOCK_BYTES = 128 * 1024;

const FIRST_BYTES = 64 * 1024;

/** The output of a frame. Decoders write at `at` and move it. */
export class History {
  /** The memory; {@link History.makeRoom} may replace it. */
  bytes: Uint8Array = new Uint8Array();
  /** Index behind the last byte written. */
  at = 0;
  /** Where what was written before the last turn to the front ends; 0 before the first turn. */
  turnedAt = 0;
  /** How far back a match may reach, bytes. */
  windowBytes = 0;
  /** Most bytes of one block. */
  blockBytes = 0;
  /** Bytes before the block in work that matches may reach: at most the window. */
  reachBytes = 0;

  /** Starts a frame; memory of the one before is used again. */
  reset(windowBytes: number): void {
    this.windowBytes = windowBytes;
    this.blockBytes = Math.min(windowBytes, MAX_BLOCK_BYTES);
    this.at = this.turnedAt = this.reachBytes = 0;
  }

  /**
   * Makes room for a block behind `at`. The memory doubles as it fills, since a header may claim a
   * window that nothing ever uses, up to the window and a block: then the oldest bytes are out of
   * reach, and the block goes to the front.
   */
  makeRoom(): void {
    const need = this.at + this.blockBytes;
    if (need <= this.bytes.length) return;
    const most = this.windowBytes + this.blockBytes;
    if (this.bytes.length >= most) {
      this.turnedAt = this.at;
      this.at = 0;
      return;
    }
    const length = Math.min(most, Math.max(need, 2 * this.bytes.length, FIRST_BYTES));
    const bytes = new Uint8Array(length);
    bytes.set(this.bytes.subarray(0, this.at));
    this.bytes = bytes;
  }

  /** Gives the bytes written since an index, and puts them within reach of the next block. */
  take(from: number): Uint8Array {
    this.reachBytes = Math.min(this.windowBytes, this.reachBytes + this.at - from);
    return this.bytes.subarray(from, this.at);
  }

  /**
   * Copies a match that starts before the front of the memory, where the ring goes on at its end.
   * @param to where it goes; `at` is not moved
   */
  copyAround(to: number, offset: number, length: number): void {
    const { bytes } = this;
    let from = to - offset + this.turnedAt;
    for (let i = 0; i < length; i++) {
      if (from === this.turnedAt) from = 0;
      bytes[to + i] = bytes[from++];
    }
  }
}
