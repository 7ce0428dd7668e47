/**
 * The tables of the embedded log.
 * @module
 */

/** Version of the tables, kept in SQLite's `user_version`. */
export const SCHEMA_VERSION = 1;

/** Marks the database as a log of this system (SQLite's `application_id`): "TRFL". */
export const APPLICATION_ID = 0x5452464c;

/** Bits of a message's id that hold its offset; the bits above hold its partition's id. */
export const OFFSET_BITS = 48;

/** Most partitions that a log can hold, over all topics: a message's id is a signed 64-bit
 * integer. */
export const MAX_LOG_PARTITIONS = 2 ** (63 - OFFSET_BITS) - 1;

/**
 * Makes the tables. A message's id is `partition id << 48 | offset`, so that each partition is
 * one stretch of one B-tree: appended at its end, read in order, cut at its start, with no index
 * beside it. Offsets are given out from `next_offset` and so never twice, whatever retention
 * deletes. `owner` is the member that owns a partition in a group, and `epoch` grows each time
 * that it changes.
 */
export const SCHEMA: readonly string[] = [
  `CREATE TABLE topics (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    retention_ms INTEGER NOT NULL,
    retention_bytes INTEGER NOT NULL
  ) STRICT`,
  `CREATE TABLE partitions (
    id INTEGER PRIMARY KEY,
    topic INTEGER NOT NULL REFERENCES topics,
    partition INTEGER NOT NULL,
    next_offset INTEGER NOT NULL DEFAULT 0,
    size_bytes INTEGER NOT NULL DEFAULT 0,
    UNIQUE (topic, partition)
  ) STRICT`,
  `CREATE TABLE messages (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    value ANY NOT NULL,
    appended_ms INTEGER NOT NULL
  ) STRICT`,
  `CREATE TABLE members (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "group" TEXT NOT NULL,
    topic INTEGER NOT NULL REFERENCES topics,
    lock_name TEXT NOT NULL UNIQUE,
    heard_ms INTEGER NOT NULL,
    timeout_ms INTEGER NOT NULL
  ) STRICT`,
  `CREATE TABLE group_partitions (
    "group" TEXT NOT NULL,
    partition INTEGER NOT NULL REFERENCES partitions,
    epoch INTEGER NOT NULL DEFAULT 0,
    owner INTEGER,
    next_offset INTEGER,
    PRIMARY KEY ("group", partition)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE state (
    "group" TEXT NOT NULL,
    partition INTEGER NOT NULL REFERENCES partitions,
    key TEXT NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY ("group", partition, key)
  ) STRICT, WITHOUT ROWID`,
  `PRAGMA application_id = ${APPLICATION_ID}`,
  `PRAGMA user_version = ${SCHEMA_VERSION}`,
];
