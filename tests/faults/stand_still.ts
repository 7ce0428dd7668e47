/**
 * Makes a process stand still, so that a test can kill it exactly there.
 * @module
 */

/** Says "halted" on standard output, and goes on once a byte comes on standard input. Nothing else
 * of the process goes on meanwhile. */
export function standStill(): void {
  Deno.stdout.writeSync(new TextEncoder().encode("halted\n"));
  Deno.stdin.readSync(new Uint8Array(1));
}
