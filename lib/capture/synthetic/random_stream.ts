/**
 * Numbers for the independent random streams of one seed.
 * @module
 */

/**
 * Mixes integers into a stream number for {@link "#lib/core/random.ts"}: a different list gives,
 * but for chance, a different stream (the finalizer of MurmurHash3, Austin Appleby).
 */
export function streamOf(...parts: readonly number[]): number {
  let hash = 0x9e3779b9;
  for (const part of parts) {
    hash = mix(hash ^ (part | 0));
    hash = mix(hash ^ (Math.floor(part / 2 ** 32) | 0));
  }
  return hash;
}

function mix(word: number): number {
  let hash = (word + 0x9e3779b9) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
