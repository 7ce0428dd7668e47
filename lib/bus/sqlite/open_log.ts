/**
 * Opens the embedded log's database: makes the tables where they are missing, and refuses files
 * that are something else.
 * @module
 */

import { dirname } from "node:path";
import { UserError } from "#lib/core/errors.ts";
import { Connection, type ConnectionOptions } from "./connection.ts";
import { APPLICATION_ID, SCHEMA, SCHEMA_VERSION } from "./schema.ts";

/** How to open a log. */
export interface OpenLogOptions extends ConnectionOptions {
  /** What to do where there is no log: make one, or say so. */
  readonly ifMissing: "create" | "fail";
}

/**
 * Opens a log.
 * @throws {UserError} if there is none and none shall be made, if the file is something else or
 * was made by a newer version, or if it cannot be read or written
 */
export async function openLog(options: OpenLogOptions): Promise<Connection> {
  const { path, ifMissing } = options;
  if (ifMissing === "create") await makeFolder(path);
  else if (!await isThere(path)) throw noLog(path);
  const connection = new Connection(options);
  try {
    await connection.read(() => checkSqliteVersion(connection));
    if (ifMissing === "create") await create(connection);
    await checkContents(connection);
    await connection.execute(SETTINGS);
  } catch (error) {
    await connection.close();
    throw error;
  }
  return connection;
}

/** Before this release two writing connections could corrupt a log (SQLite's WAL-reset bug). */
const LEAST_SQLITE = [3, 51, 3];

/**
 * Pages of 16 KiB: packed messages of 4 to 32 KiB read 2 to 5 times faster than from pages of
 * 4 KiB, and JSON messages are written faster too.
 */
const PAGE_BYTES = 16_384;

/**
 * NORMAL syncs at checkpoints only: a kill -9 loses nothing, since what was written is the
 * kernel's by then; a power cut may lose the last moments, but never the order.
 * The size limit hands a write-ahead log that once grew large back to the disk.
 */
const SETTINGS = `
PRAGMA synchronous = NORMAL;
PRAGMA journal_size_limit = ${64 * 2 ** 20};
`;

function checkSqliteVersion(connection: Connection): void {
  const row = connection.prepare("SELECT sqlite_version()").get() as [string];
  const version = row[0].split(".").map(Number);
  const differing = LEAST_SQLITE.findIndex((least, i) => version[i] !== least);
  if (differing >= 0 && version[differing] < LEAST_SQLITE[differing]) {
    throw new UserError(
      `Cannot use the embedded log: this Deno carries SQLite ${row[0]}, ` +
        `${LEAST_SQLITE.join(".")} or later is needed; update to Deno 2.9.1 or later`,
    );
  }
}

/** Makes the tables, unless another process has done so or the file holds something else. */
async function create(connection: Connection): Promise<void> {
  if (!await connection.read(() => isEmpty(connection))) return;
  await connection.execute(`PRAGMA page_size = ${PAGE_BYTES}; PRAGMA journal_mode = WAL;`);
  await connection.write(() => {
    if (!isEmpty(connection)) return;
    for (const statement of SCHEMA) connection.prepare(statement).run();
  });
}

async function checkContents(connection: Connection): Promise<void> {
  const { path } = connection;
  const [empty, applicationId, version] = await connection.read(() => [
    isEmpty(connection),
    pragma(connection, "application_id"),
    pragma(connection, "user_version"),
  ]);
  if (empty) throw noLog(path);
  if (applicationId !== APPLICATION_ID) {
    throw new UserError(
      `Cannot open the log "${path}": it is a SQLite database of another program; ` +
        "name another file",
    );
  }
  if (Number(version) > SCHEMA_VERSION) {
    throw new UserError(
      `Cannot open the log "${path}": it has version ${version} and this program knows up to ` +
        `version ${SCHEMA_VERSION}; update the program or make a new log`,
    );
  }
}

function isEmpty(connection: Connection): boolean {
  return connection.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined;
}

function pragma(connection: Connection, name: string): number {
  return (connection.prepare(`PRAGMA ${name}`).get() as [number])[0];
}

async function makeFolder(path: string): Promise<void> {
  try {
    await Deno.mkdir(dirname(path), { recursive: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error; // a fault in the task's permissions
    throw new UserError(
      `Cannot open the log "${path}": its folder cannot be made; check the path and who may ` +
        "write there",
      { cause: error },
    );
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    if (error instanceof Deno.errors.NotADirectory) return false;
    throw error;
  }
}

function noLog(path: string): UserError {
  return new UserError(
    `Cannot open the bus: no log at "${path}"; make one with deno task generate or ` +
      "deno task capture",
  );
}
