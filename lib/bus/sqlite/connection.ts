/**
 * One connection to the embedded log's database: waits for the lock, keeps transactions whole,
 * and turns SQLite's errors into sentences.
 * @module
 */

import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { UserError } from "#lib/core/errors.ts";
import type { Clock } from "#lib/core/time.ts";
import { explain, isBusy } from "./sqlite_errors.ts";

/** What a connection needs. */
export interface ConnectionOptions {
  /** Path of the database; a file that is not there is made. */
  readonly path: string;
  /** How long to wait while others hold the lock. @default 10 s */
  readonly lockTimeoutMs?: number;
  /** Tells the time and waits. */
  readonly clock: Clock;
}

/** A prepared statement. Rows are arrays of column values: the fastest form there is. */
export interface Statement {
  /** Runs it for its effect. */
  run(...parameters: SQLInputValue[]): unknown;
  /** Gives the first row, `undefined` where there is none. */
  get(...parameters: SQLInputValue[]): unknown;
  /** Gives all rows. */
  all(...parameters: SQLInputValue[]): unknown[];
}

/** How long to wait while others hold the lock, unless told otherwise. */
export const DEFAULT_LOCK_TIMEOUT_MS = 10_000;

/**
 * A connection. SQLite's calls are synchronous, so each piece of `work` runs in one go. Between
 * two of them the event loop is free now and then, so that a caller who never pauses still hears
 * signals and timers; and while another process holds the lock. That is why SQLite's own busy
 * timeout stays at 0: it would sleep with the event loop held.
 */
export class Connection {
  /** Path of the database. */
  readonly path: string;
  readonly #db: DatabaseSync;
  readonly #clock: Clock;
  readonly #lockTimeoutMs: number;
  #lastWrite: Promise<unknown> = Promise.resolve();
  #freeMs: number;

  /**
   * Opens the file and sets up the connection, but does not look what the database holds.
   * @throws {UserError} if it cannot be opened
   */
  constructor(options: ConnectionOptions) {
    this.path = options.path;
    this.#clock = options.clock;
    this.#freeMs = options.clock.nowMs();
    this.#lockTimeoutMs = options.lockTimeoutMs ?? DEFAULT_LOCK_TIMEOUT_MS;
    try {
      this.#db = new DatabaseSync(options.path, DATABASE_OPTIONS);
    } catch (error) {
      throw explain(error, options.path);
    }
  }

  /** Prepares a statement. */
  prepare(sql: string): Statement {
    return this.#db.prepare(sql);
  }

  /** Runs statements outside a transaction, as settings need it, once no lock is in the way. */
  execute(sql: string): Promise<void> {
    return this.#whenFree(() => this.#db.exec(sql));
  }

  /** Runs `work` in a read transaction: all its queries see one state of the log. */
  read<T>(work: () => T): Promise<T> {
    return this.#whenFree(() => this.#transaction("BEGIN", work));
  }

  /**
   * Runs `work` in a write transaction: when it throws, nothing of it is kept. Calls run in the
   * order in which they were made.
   * @param before runs first, in a write transaction of its own; when it throws, that is all
   * @throws {UserError} if the lock stays taken, the disk is full, or the file is damaged
   */
  write<T>(work: () => T, before?: () => void): Promise<T> {
    const turn = this.#lastWrite.then(async () => {
      if (before !== undefined) await this.#writeNow(before);
      return await this.#writeNow(work);
    });
    this.#lastWrite = turn.catch(() => {});
    return turn;
  }

  /** Waits for the writes under way and closes; the last connection to close also folds the
   * write-ahead log into the database. Idempotent. */
  async close(): Promise<void> {
    await this.#lastWrite;
    if (this.#db.isOpen) this.#db.close();
  }

  #writeNow<T>(work: () => T): Promise<T> {
    return this.#whenFree(() => this.#transaction("BEGIN IMMEDIATE", work));
  }

  #transaction<T>(begin: string, work: () => T): T {
    this.#db.exec(begin);
    try {
      const result = work();
      this.#db.exec("COMMIT");
      return result;
    } catch (error) {
      // After some errors, a full disk among them, SQLite has rolled back itself.
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
      throw error;
    }
  }

  async #whenFree<T>(attempt: () => T): Promise<T> {
    const nowMs = this.#clock.nowMs();
    const deadlineMs = nowMs + this.#lockTimeoutMs;
    if (Math.abs(nowMs - this.#freeMs) >= FREE_EVERY_MS) await this.#freeEventLoop();
    for (;;) {
      try {
        return attempt();
      } catch (error) {
        if (!isBusy(error)) throw explain(error, this.path);
        if (this.#clock.nowMs() >= deadlineMs) {
          throw new UserError(
            `Cannot use the log "${this.path}": another process has kept it locked for ` +
              `${this.#lockTimeoutMs / 1000} s; stop that process or try again later`,
            { cause: error },
          );
        }
      }
      await this.#clock.sleep(LOCK_RETRY_MS);
    }
  }

  async #freeEventLoop(): Promise<void> {
    await this.#clock.sleep(0);
    this.#freeMs = this.#clock.nowMs();
  }
}

/** No literal at the call, since the types of `node:sqlite` do not know `returnArrays` yet. */
const DATABASE_OPTIONS = { returnArrays: true, timeout: 0 };

/** How long signals and timers wait at most while calls follow on each other. A turn of the event
 * loop costs some 2 ms, most of it the timer; `setImmediate` would be free, but with nothing to
 * wait for the runtime looks at signals in one of many turns only. */
const FREE_EVERY_MS = 100;

/** Transactions take some milliseconds each, so a shorter wait would only burn the processor. */
const LOCK_RETRY_MS = 2;
