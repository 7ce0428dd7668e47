/**
 * Turns errors of the operating system into sentences.
 * @module
 */

import { UserError } from "#lib/core/errors.ts";

/** What the system says, by error code (errno(3)), as the end of a sentence. */
const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  EACCES: "permission denied; check its owner and mode",
  EPERM: "permission denied; check its owner and mode",
  ENOENT: "there is no such file or folder",
  ENOTDIR: "a part of the path is no folder",
  EISDIR: "it is a folder; name a file",
  EEXIST: "it exists already",
  ELOOP: "its symbolic links lead in a circle",
  ENAMETOOLONG: "the name is too long",
  EROFS: "the file system is read-only",
  EIO: "the disk reports an error; check it",
  EFBIG: "the file would be larger than the system allows; raise the limit with ulimit -f",
  ENOSPC: "the disk is full; make room and run it again",
  EDQUOT: "the disk quota is used up; make room and run it again",
  EMFILE: "too many files are open; raise the limit with ulimit -n",
  ECONNREFUSED: "the connection was refused; check that the service runs there",
  EADDRINUSE: "the address is in use; stop the other process or choose another port",
};

/** Gives the reason for an error of the operating system, as the end of a sentence; `undefined`
 * where there is none to give. */
export function systemReason(error: unknown): string | undefined {
  const isCoded = error instanceof Error && "code" in error && typeof error.code === "string";
  return isCoded ? SYSTEM_ERRORS[String(error.code)] : undefined;
}

/**
 * Makes the error for something that the operating system refused; any other error is given back
 * as it is.
 * @param action what failed, as the start of a sentence: `Cannot write "a.csv"`
 */
export function refused(action: string, error: unknown): unknown {
  const reason = systemReason(error);
  return reason === undefined ? error : new UserError(`${action}: ${reason}`, { cause: error });
}
