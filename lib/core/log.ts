/**
 * What the system says while it runs: lines on standard error, so that standard output stays
 * for results.
 * @module
 */

/** Takes one line that a person should see. */
export interface Log {
  /** Says how things go. */
  info(line: string): void;
  /** Says what is odd but not fatal. */
  warn(line: string): void;
}

/** Writes to standard error. */
export const stderrLog: Log = {
  info: (line) => writeLine(line),
  warn: (line) => writeLine(`warning: ${line}`),
};

/** Says nothing. */
export const silentLog: Log = { info: () => {}, warn: () => {} };

function writeLine(line: string): void {
  const bytes = new TextEncoder().encode(line + "\n");
  for (let at = 0; at < bytes.length;) at += Deno.stderr.writeSync(bytes.subarray(at));
}
