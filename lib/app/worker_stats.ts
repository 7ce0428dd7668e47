/**
 * What a member of a group counts about itself.
 * @module
 */

/** What a worker did. */
export interface WorkerStats {
  /** Messages read. */
  readMessages: number;
  /** Their bytes; text counts a byte a character. */
  readBytes: number;
  /** Steps that were stored. */
  commits: number;
  /** Those among them that stored an offset: it stands still where no work is done. */
  moves: number;
  /** Times that it was at the end of the log, with all that it had read stored. */
  ends: number;
  /** Commits that were refused, since another member owned the partition. */
  fences: number;
  /** Polls that brought or took partitions. */
  rebalances: number;
}

/** Starts to count. */
export function newWorkerStats(): WorkerStats {
  return {
    readMessages: 0,
    readBytes: 0,
    commits: 0,
    moves: 0,
    ends: 0,
    fences: 0,
    rebalances: 0,
  };
}
