/**
 * The content of one compressed block, with room around it: bits are read four bytes at a time, and
 * a broken stream may reach beyond its start before that is seen.
 * @module
 */

/** More than the bits of a whole sequence (83), and of a symbol of a Huffman code. */
const FRONT_BYTES = 16;
/** What a read of four bytes at the last one reaches beyond it, and a little. */
const BACK_BYTES = 8;

/** A block's bytes `[start, end)`. */
export class BlockInput {
  /** Index of the first byte. */
  readonly start: number = FRONT_BYTES;
  /** Index behind the last byte. */
  end: number = FRONT_BYTES;
  /** The memory; replaced by {@link BlockInput.load}. */
  bytes: Uint8Array = new Uint8Array(FRONT_BYTES + BACK_BYTES);
  /** The same memory. */
  view: DataView = new DataView(this.bytes.buffer);

  /** Copies a block in. */
  load(block: Uint8Array): void {
    const need = FRONT_BYTES + block.length + BACK_BYTES;
    if (need > this.bytes.length) {
      this.bytes = new Uint8Array(Math.max(need, 2 * this.bytes.length));
      this.view = new DataView(this.bytes.buffer);
    }
    this.bytes.set(block, FRONT_BYTES);
    this.end = FRONT_BYTES + block.length;
  }
}
