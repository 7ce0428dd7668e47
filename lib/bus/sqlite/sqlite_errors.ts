/**
 * What SQLite's errors mean to a user.
 * @module
 */

import { UserError } from "#lib/core/errors.ts";

/**
 * Says whether another connection held the lock. Told by the message (`sqlite3_errstr`, the same
 * in all versions), since `node:sqlite` gives the code on some of its paths only.
 */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && /^database (table |schema )?is locked/.test(error.message);
}

/**
 * Turns an error that the user can mend into a {@link UserError}; gives any other back as it is.
 * @param path of the log
 */
export function explain(error: unknown, path: string): unknown {
  if (!(error instanceof Error)) return error;
  for (const [pattern, sentence] of SENTENCES) {
    if (pattern.test(error.message)) {
      return new UserError(sentence.replace("PATH", () => JSON.stringify(path)), { cause: error });
    }
  }
  return error;
}

const SENTENCES: readonly (readonly [RegExp, string])[] = [
  [
    /^database or disk is full/,
    "Cannot write to the log PATH: the disk is full; make room and start again",
  ],
  [
    /^disk I\/O error/,
    "Cannot use the log PATH: the disk reports an error; check it, make room and start again",
  ],
  [
    /^file is not a database/,
    "Cannot open the log PATH: the file is no SQLite database; name another file",
  ],
  [
    /^database disk image is malformed/,
    "Cannot use the log PATH: the file is damaged; move it away and make a new log",
  ],
  [
    /^attempt to write a readonly database/,
    "Cannot write to the log PATH: the file is read-only; allow writing to it and its folder",
  ],
  [
    /^unable to open database file/,
    "Cannot open the log PATH: the file or its folder cannot be opened; check the path and who " +
    "may read and write there",
  ],
];
