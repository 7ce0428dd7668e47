/**
 * What the parts of the zstd decoder throw at bytes that make no sense; `UnzstdBytes` catches it.
 * @module
 */

/** Says in a clause which part of a zstd stream is broken. */
export class ZstdError extends Error {
  /** For traces. */
  override readonly name = "ZstdError";
}
