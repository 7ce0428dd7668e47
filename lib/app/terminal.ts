/**
 * Standard error as scripts use it: lines that stay, and one status line that is redrawn in place
 * where a person watches.
 * @module
 */

import type { Log } from "#lib/core/log.ts";

/** Where a terminal's text goes. */
export interface TerminalDeps {
  /** Writes text, whole. */
  write(text: string): void;
  /** True where a person watches; a file or pipe gets no status line. */
  readonly isTerminal: boolean;
  /** Gives the width now, characters. */
  columns(): number;
}

/** Lines and a status line on one screen. */
export class Terminal implements Log {
  readonly #deps: TerminalDeps;
  #status = "";

  /** Makes a terminal; it writes nothing by itself. */
  constructor(deps: TerminalDeps) {
    this.#deps = deps;
  }

  /** True where a status line is shown. */
  get isTerminal(): boolean {
    return this.#deps.isTerminal;
  }

  /** Writes a line that stays. */
  info(line: string): void {
    this.hideStatus();
    this.#deps.write(`${line}\n`);
  }

  /** Writes a line that warns. */
  warn(line: string): void {
    this.info(`warning: ${line}`);
  }

  /** Shows a status line, cut to the width, in place of the one before. */
  showStatus(text: string): void {
    if (!this.#deps.isTerminal) return;
    const fitting = [...text].slice(0, Math.max(0, this.#deps.columns() - 1)).join("");
    if (fitting === this.#status) return;
    this.#status = fitting;
    // ESC [ K erases what the longer text before left to the right (ECMA-48, EL).
    this.#deps.write(`\r${fitting}\x1b[K`);
  }

  /** Takes the status line away; call it before anything else is written to the same screen. */
  hideStatus(): void {
    if (this.#status === "") return;
    this.#status = "";
    this.#deps.write("\r\x1b[K");
  }
}
