/**
 * Fewer sequences to train on, where there is little time.
 * @module
 */

import { Sequences } from "#lib/features/sequence.ts";

/** Gives at most `most` sequences of a list, spread evenly over it: over links and time. */
export function thin(sequences: Sequences, most: number | undefined): Sequences {
  const { rows, shape, origins } = sequences;
  if (most === undefined || origins.length <= most) return sequences;
  const step = origins.length / most;
  const picked = Uint32Array.from({ length: most }, (_, i) => origins[Math.floor(i * step)]);
  return new Sequences(rows, shape, picked);
}
