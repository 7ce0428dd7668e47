/**
 * Where the bytes of a capture come from: a file, a stream, or another source decompressed.
 * @module
 */

/** A stream of bytes, pulled into the caller's memory so that nothing is copied twice. */
export interface ByteSource extends AsyncDisposable {
  /**
   * Reads the next bytes; waits until there is at least one.
   * @param into where they go, from its first byte on
   * @returns how many were written; 0 at the end, or where the source broke
   */
  pull(into: Uint8Array): Promise<number>;
  /** Bytes read so far, as they lie in the file. */
  readonly inputBytes: number;
  /** Why the source broke before its end, as a clause; `undefined` while it is whole. */
  readonly damage: string | undefined;
}
