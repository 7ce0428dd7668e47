/**
 * The sign of life of a group's member: a file that its process holds locked. The kernel lets go
 * of the lock when the process dies, however it dies, so that others see it at once and need not
 * wait for a timeout.
 * @module
 */

import { join } from "node:path";

/** A lock that is held until it is released or the process ends. */
export class MemberLock {
  readonly #path: string;
  #file: Deno.FsFile | undefined;

  private constructor(readonly name: string, path: string, file: Deno.FsFile) {
    this.#path = path;
    this.#file = file;
  }

  /**
   * Makes a lock file of a new name and locks it.
   * @param folder where the members of one log keep their locks; made where it is missing
   */
  static async acquire(folder: string): Promise<MemberLock> {
    await Deno.mkdir(folder, { recursive: true });
    for (;;) {
      const name = crypto.randomUUID();
      const path = join(folder, name);
      const file = await Deno.open(path, { createNew: true, write: true });
      await file.lock(true);
      // A sweep may have come between the file's making and its locking. Once it is locked,
      // nobody removes it.
      if (await exists(path)) return new MemberLock(name, path, file);
      file.close();
    }
  }

  /** Says whether nobody holds the lock of that name any more. */
  static isFree(folder: string, name: string): boolean {
    try {
      using file = Deno.openSync(join(folder, name), { write: true });
      return file.tryLockSync(true);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return true;
      throw error;
    }
  }

  /** Removes the lock files of members that died. */
  static sweep(folder: string): void {
    for (const { name } of Deno.readDirSync(folder)) {
      const path = join(folder, name);
      try {
        using file = Deno.openSync(path, { write: true });
        if (file.tryLockSync(true)) Deno.removeSync(path);
      } catch (error) {
        // Another process sweeps too, or the member has just left.
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      }
    }
  }

  /** Lets go of the lock and removes its file. Idempotent. */
  release(): void {
    if (this.#file === undefined) return;
    Deno.removeSync(this.#path);
    this.#file.close();
    this.#file = undefined;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
