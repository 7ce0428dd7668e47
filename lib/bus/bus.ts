/**
 * The bus: topics of keyed messages in partitions, consumer groups, and one call that commits
 * everything a step of work made. The interface that the embedded log, the memory bus and Kafka
 * share; `tests/bus/conformance.ts` holds each adapter to it.
 *
 * Promises of every adapter:
 * - **Order**: messages of one key lie in one partition, in the order of publishing. Offsets of
 *   a partition grow, with no two alike; they may have gaps.
 * - **Durability**: when `publish` or `commit` resolves, a kill -9 of any process loses nothing.
 * - **At least once in, once out**: `commit` stores offsets, state and outputs together. After a
 *   crash either all of a commit is there or a reader sees the same step again.
 * - **Fencing**: a partition has one owner per group, under an epoch that grows with each change
 *   of owner. A commit under an old epoch is refused with {@link FencedError} and changes nothing.
 * - **Bounds**: a read never returns more than it was asked for, counted in messages and bytes,
 *   but always at least one message where there is one. A message has a largest size,
 *   `MAX_MESSAGE_BYTES` of `requests.ts`.
 * @module
 */

/** What a message carries: text or bytes, given back as it was put in. */
export type Payload = string | Uint8Array;

/** A message to be written. */
export interface OutgoingMessage {
  /** Where it goes; the topic must be there. */
  readonly topic: string;
  /** Decides the partition. For packets it is the link. */
  readonly key: string;
  /** What the message is about, in a compacted topic; messages of one id have one key. @default
   * the key */
  readonly id?: string;
  /** What it carries. */
  readonly value: Payload;
}

/** Consecutive messages of one partition, in offset order; the three columns are equally long. */
export interface FetchedMessages {
  /** Number of the partition. */
  readonly partition: number;
  /** Growing; there may be gaps. */
  readonly offsets: readonly number[];
  /** Key of each message. */
  readonly keys: readonly string[];
  /** Payload of each message. */
  readonly values: readonly Payload[];
}

/** How a topic is made. */
export interface TopicOptions {
  /** Number of partitions, 1 to 1,024; fixed for the topic's life. */
  readonly partitions: number;
  /** Messages appended longer ago than this may be deleted; 0 keeps them for ever. */
  readonly retentionMs: number;
  /** The oldest messages beyond this many bytes may be deleted; 0 sets no bound. */
  readonly retentionBytes: number;
  /** What may go besides what is too old or too much: in a topic that is to `compact`, all messages
   * of an id but the last. When that happens is the adapter's matter; readers take repeats for
   * what they are. @default "delete", nothing else */
  readonly cleanup?: "delete" | "compact";
}

/** The first and the next offset of one partition: `[earliest, latest)` holds its messages. */
export interface PartitionRange {
  /** Offset of the first message that is kept, or `latest` where there is none. */
  readonly earliest: number;
  /** Offset that the next message will have, at least. */
  readonly latest: number;
}

/** What there is of a topic. */
export interface TopicInfo {
  /** Its name. */
  readonly name: string;
  /** By partition number. */
  readonly partitions: readonly PartitionRange[];
}

/** Where to read on, and how much at most. */
export interface ReadRequest {
  /** Which topic; it must be there. */
  readonly topic: string;
  /** Next offset by partition; only these partitions are read. Offsets that retention has
   * deleted are skipped to the earliest one there is. */
  readonly from: ReadonlyMap<number, number>;
  /** Most messages over all partitions. */
  readonly maxMessages: number;
  /** Most bytes of values over all partitions. */
  readonly maxBytes: number;
}

/** A partition that a member owns, and the epoch of that ownership. */
export interface Ownership {
  /** Number of the partition. */
  readonly partition: number;
  /** Grows with each change of owner. */
  readonly epoch: number;
}

/** How a member joins a group. */
export interface JoinRequest {
  /** Name of the group; the first member makes it. */
  readonly group: string;
  /** The topic whose partitions the group shares. */
  readonly topic: string;
  /** A member that says nothing for this long loses its partitions. */
  readonly sessionTimeoutMs: number;
}

/** What a `poll` of the membership changed. */
export interface AssignmentChange {
  /** Partitions lost: stop work on them and drop what is not committed. */
  readonly revoked: readonly Ownership[];
  /** Partitions won: restore their state with {@link Bus.restore} before reading. */
  readonly assigned: readonly Ownership[];
}

/** A place in a group. */
export interface Membership extends AsyncDisposable {
  /** What this member owns, as of the last `poll`. */
  readonly owned: readonly Ownership[];
  /** Says that this member lives, and takes part in sharing the partitions. Call it at least
   * every third of the session timeout. */
  poll(): Promise<AssignmentChange>;
  /** Gives all partitions back. Idempotent; disposing does the same. */
  leave(): Promise<void>;
}

/** What a group has stored for a partition. */
export interface PartitionState {
  /** The next offset to read; `undefined` where the group never committed. */
  readonly offset: number | undefined;
  /** State by key, as it was committed. */
  readonly entries: ReadonlyMap<string, Uint8Array>;
}

/** A change of one entry of the state; without `value` it is deleted. */
export interface StateChange {
  /** Which partition the entry goes with; the commit must own it. */
  readonly partition: number;
  /** Name of the entry. */
  readonly key: string;
  /** Its new value. */
  readonly value?: Uint8Array;
}

/** One step of work, stored whole or not at all. */
export interface Commit {
  /** Whose step it is. */
  readonly group: string;
  /** The topic that was read. */
  readonly topic: string;
  /** Ownership of each partition that the step touched, by a member that joined on this bus. */
  readonly owned: readonly Ownership[];
  /** Next offset to read, by partition. */
  readonly offsets: ReadonlyMap<number, number>;
  /** What the step made. */
  readonly outputs: readonly OutgoingMessage[];
  /** What it changed in the state. */
  readonly state: readonly StateChange[];
}

/** A commit under an ownership that is over. The step is lost; the new owner repeats it. */
export class FencedError extends Error {
  /**
   * Makes the error.
   * @param partition the partition whose epoch was old
   */
  constructor(readonly partition: number, options?: ErrorOptions) {
    super(`Cannot commit partition ${partition}: another member owns it now`, options);
    this.name = "FencedError";
  }
}

/** A bus. All calls may run at the same time; those of one caller on one key keep their order. */
export interface Bus extends AsyncDisposable {
  /**
   * Makes a topic; one that is there already stays as it is, whatever the options.
   * @throws {RangeError} if the name or an option is out of bounds
   */
  createTopic(name: string, options: TopicOptions): Promise<void>;
  /** Describes a topic, `undefined` where there is none. */
  describeTopic(name: string): Promise<TopicInfo | undefined>;
  /**
   * Gives, by partition number, the offset from which on messages were appended at or after a time;
   * the end where there are none yet. The time is that of appending by the clock of whoever keeps
   * the log, never that of an event. Where that clock was set back, the place is one of several.
   * @param sinceMs ms since the Unix epoch
   * @throws {UserError} if the topic does not exist
   */
  offsetsSince(topic: string, sinceMs: number): Promise<number[]>;
  /**
   * Appends messages, all or none.
   * @throws {UserError} if a topic does not exist, or the disk is full or locked
   * @throws {RangeError} if a key, an id or a text holds a NUL character or half a surrogate pair,
   * which not every store keeps (bytes may hold anything), or a message is too large
   */
  publish(messages: readonly OutgoingMessage[]): Promise<void>;
  /**
   * Reads on, at once: an empty result says that nothing is there yet.
   * @throws {UserError} if the topic does not exist
   * @throws {RangeError} if a bound is below 1 or a partition does not exist
   */
  read(request: ReadRequest): Promise<FetchedMessages[]>;
  /**
   * Joins a group; partitions come with the polls that follow.
   * @throws {UserError} if the topic does not exist
   */
  join(request: JoinRequest): Promise<Membership>;
  /**
   * Gives what the group stored for a partition.
   * @throws {UserError} if the topic does not exist
   */
  restore(group: string, topic: string, partition: number): Promise<PartitionState>;
  /**
   * Stores offsets, outputs and state together.
   * @throws {FencedError} if an ownership is over; nothing is stored then
   * @throws {UserError} as for `publish`; nothing is stored then either
   * @throws {RangeError} if it touches a partition that `owned` does not name
   */
  commit(commit: Commit): Promise<void>;
}
