/**
 * SHA-256 of what models are made of.
 * @module
 */

import { createHash } from "node:crypto";

/** Gives the SHA-256 of parts one after the other, hexadecimal; text counts as UTF-8. */
export function sha256(
  ...parts: readonly (string | Uint8Array | Float32Array | Float64Array)[]
): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}
