/**
 * Writes text to the streams of the process, whole.
 * @module
 */

/**
 * Writes all of a text: one write may take a part of it, and a pipe that another process made
 * non-blocking may take none for a while.
 * @param stream standard output or standard error
 */
export function writeAll(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) {
    try {
      at += stream.writeSync(bytes.subarray(at));
    } catch (error) {
      if (!(error instanceof Deno.errors.WouldBlock)) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
    }
  }
}

/** How long to wait for room in a pipe, ms. */
const RETRY_MS = 1;
