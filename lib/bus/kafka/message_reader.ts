/**
 * Reads partitions by explicit positions. What one fetch brought beyond the bounds of a read is
 * kept for the next one, in bounded bytes. While the reader works on what it got, the broker is
 * asked for more where there is more, once: nothing further is fetched unless someone reads.
 * @module
 */

import { UserError } from "#lib/core/errors.ts";
import type { Clock } from "#lib/core/time.ts";
import type { FetchedMessages, Payload, ReadRequest } from "../bus.ts";
import { ReadBudget } from "../read_budget.ts";
import type { BrokerLink } from "./broker_link.ts";
import { readBatches } from "./read_batches.ts";
import type { KnownTopic, TopicTable } from "./topic_table.ts";
import { type FetchedPartition, fetchRequest } from "./wire/fetch.ts";
import { emptyColumns, type RecordColumns } from "./wire/record_batch.ts";
import { protocolError } from "./wire/wire_request.ts";

/** Least bytes of a fetch: small reads go on in what an earlier one brought. */
const LEAST_FETCH_BYTES = 64 * 2 ** 10;
/** Most bytes of a fetch. */
const MOST_FETCH_BYTES = 8 * 2 ** 20;
/** What is kept for later reads, bytes of values; beyond it, partitions that are not read now are
 * dropped and fetched again. */
const MOST_KEPT_BYTES = 32 * 2 ** 20;

const OFFSET_OUT_OF_RANGE = 1;

/** What was fetched of a partition and not yet read. */
interface Kept {
  /** The position that a reader has to ask for. */
  position: number;
  /** Where to fetch on. */
  next: number;
  /** Whether there was more behind what the last fetch brought. */
  hasMore: boolean;
  columns: RecordColumns;
  /** First row that has not been read. */
  row: number;
  sizeBytes: number;
  /** Since when there is more, of which nothing comes; ms. */
  stalledMs: number | undefined;
}

/** What a reader works with. */
export interface ReaderDeps {
  /** To the brokers. */
  readonly link: BrokerLink;
  /** Where the partitions are. */
  readonly topics: TopicTable;
  /** Tells how long nothing has come. */
  readonly clock: Clock;
  /** How long there may be more of which nothing comes, ms. */
  readonly patienceMs: number;
}

/** Reads partitions; calls wait for each other. */
export class MessageReader {
  readonly #deps: ReaderDeps;
  readonly #kept = new Map<string, Map<number, Kept>>();
  #reads = 0;
  #last: Promise<unknown> = Promise.resolve();
  /** The fetch for the next read; it never fails. */
  #ahead: Promise<unknown> = Promise.resolve();

  /** Has fetched nothing yet. */
  constructor(deps: ReaderDeps) {
    this.#deps = deps;
  }

  /** Reads as {@link "../bus.ts".Bus.read} does; the request must have been checked. */
  read(request: ReadRequest): Promise<FetchedMessages[]> {
    const read = this.#last.then(() =>
      this.#deps.link.persist(`read "${request.topic}"`, () => this.#read(request))
    );
    this.#last = read.catch(() => {});
    return read;
  }

  async #read(request: ReadRequest): Promise<FetchedMessages[]> {
    const topic = await this.#deps.topics.get(request.topic);
    await this.#ahead;
    const kept = this.#open(topic, request);
    // In turns, so that none is always behind the others in a broker's answer or in the bounds.
    const first = this.#reads++ % Math.max(1, kept.length);
    const order = [...kept.slice(first), ...kept.slice(0, first)];
    for (;;) {
      const empty = order.filter(isEmpty);
      const isMoving = empty.length > 0 && await this.#fetch(topic, empty, request.maxBytes);
      const fetched = take(order, request);
      if (fetched.length === 0 && isMoving) continue;
      const more = order.filter((each) => isEmpty(each) && each[1].hasMore);
      // What goes wrong ahead goes wrong again when it is wanted.
      if (more.length > 0) this.#ahead = this.#fetch(topic, more, request.maxBytes).catch(() => {});
      return fetched;
    }
  }

  /** Gives what is kept of the partitions to be read, positioned as the reader asks. */
  #open(topic: KnownTopic, { from }: ReadRequest): [number, Kept][] {
    let partitions = this.#kept.get(topic.name);
    if (partitions === undefined) this.#kept.set(topic.name, partitions = new Map());
    const opened: [number, Kept][] = [];
    for (const [partition, position] of from) {
      checkPartition(topic, partition);
      let kept = partitions.get(partition);
      if (kept === undefined || kept.position !== position) {
        kept = {
          position,
          next: position,
          hasMore: false,
          columns: emptyColumns(),
          row: 0,
          sizeBytes: 0,
          stalledMs: undefined,
        };
        partitions.set(partition, kept);
      }
      opened.push([partition, kept]);
    }
    this.#dropOthers(new Set(opened.map(([, kept]) => kept)));
    return opened;
  }

  #dropOthers(wanted: ReadonlySet<Kept>): void {
    const all = [...this.#kept.values()].flatMap((partitions) => [...partitions.values()]);
    if (all.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) <= MOST_KEPT_BYTES) return;
    for (const partitions of this.#kept.values()) {
      for (const [partition, kept] of partitions) {
        if (!wanted.has(kept)) partitions.delete(partition);
      }
    }
  }

  /** Fetches partitions; says whether any came further. */
  async #fetch(
    topic: KnownTopic,
    wanted: readonly [number, Kept][],
    maxBytes: number,
  ): Promise<boolean> {
    const fetchBytes = Math.min(MOST_FETCH_BYTES, Math.max(LEAST_FETCH_BYTES, maxBytes));
    const { link, topics } = this.#deps;
    const byPartition = new Map(wanted);
    let isMoving = false;
    for (const answer of await fetchAll(link, topics, topic, wanted, fetchBytes)) {
      const kept = byPartition.get(answer.partition)!;
      if (answer.errorCode === OFFSET_OUT_OF_RANGE) {
        const { earliest } = (await topics.ranges(topic))[answer.partition];
        if (earliest > kept.next) {
          kept.next = earliest;
          isMoving = true;
        }
        continue;
      }
      const columns = emptyColumns();
      const next = await readBatches(topic.name, answer, kept.next, columns);
      kept.columns = columns;
      kept.row = 0;
      this.#watch(topic, answer, kept, next > kept.next);
      if (next > kept.next) isMoving = true;
      kept.next = next;
      kept.hasMore = answer.endOffset > next;
      kept.sizeBytes = kept.columns.sizes.reduce((sum, size) => sum + size, 0);
    }
    return isMoving;
  }

  /** Sees to it that a partition with more to read does not stand still for ever, unnoticed. */
  #watch(topic: KnownTopic, answer: FetchedPartition, kept: Kept, isMoving: boolean): void {
    if (isMoving || answer.endOffset <= kept.next) {
      kept.stalledMs = undefined;
      return;
    }
    const { clock, patienceMs } = this.#deps;
    const nowMs = clock.nowMs();
    kept.stalledMs ??= nowMs;
    const stalledMs = Math.abs(nowMs - kept.stalledMs);
    if (stalledMs < patienceMs) return;
    throw new UserError(
      `Cannot read "${topic.name}": partition ${answer.partition} goes on to offset ` +
        `${answer.endOffset}, but nothing has come from ${kept.next} on for ` +
        `${Math.round(stalledMs / 1000)} s; look for the transaction that is open there with ` +
        `kafka-transactions.sh find-hanging`,
    );
  }
}

/** Fetches partitions from the brokers that lead them, side by side. */
export async function fetchAll(
  link: BrokerLink,
  topics: TopicTable,
  topic: KnownTopic,
  wanted: readonly (readonly [number, { readonly next: number }])[],
  maxBytes: number,
): Promise<FetchedPartition[]> {
  const byLeader = Map.groupBy(wanted, ([partition]) => topic.leaders[partition]);
  try {
    const answers = await Promise.all([...byLeader].map(async ([leader, parts]) => {
      const broker = await link.broker(leader);
      const places = parts.map(([partition, { next }]) => ({ partition, offset: next }));
      const request = fetchRequest({ topic: topic.name, places, maxBytes });
      return await broker.connectionPool.send(request);
    }));
    for (const { errorCode } of answers.flat()) {
      if (errorCode !== 0 && errorCode !== OFFSET_OUT_OF_RANGE) throw protocolError(errorCode);
    }
    return answers.flat();
  } catch (error) {
    topics.forget(topic.name); // it may have other leaders now, or be gone
    if (error instanceof Error && "type" in error && error.type === "UNKNOWN_TOPIC_OR_PARTITION") {
      await topics.get(topic.name);
      throw protocolError(LEADER_NOT_AVAILABLE);
    }
    throw error;
  }
}

const LEADER_NOT_AVAILABLE = 5;

/**
 * Refuses a partition that a topic does not have.
 * @throws {RangeError} naming it
 */
export function checkPartition(topic: KnownTopic, partition: number): void {
  if (topic.leaders[partition] === undefined) {
    throw new RangeError(
      `Cannot use partition ${partition} of "${topic.name}": it has ${topic.leaders.length} ` +
        `partitions`,
    );
  }
}

function isEmpty([, { columns, row }]: readonly [number, Kept]): boolean {
  return row >= columns.offsets.length;
}

/** Takes what the bounds let through of what is kept. */
function take(order: readonly [number, Kept][], request: ReadRequest): FetchedMessages[] {
  const budget = new ReadBudget(request, order.length);
  const fetched: FetchedMessages[] = [];
  for (const [partition, kept] of order) {
    budget.nextPartition();
    const { columns, row } = kept;
    let end = row;
    while (end < columns.offsets.length && budget.take(columns.sizes[end])) end++;
    if (end === row) continue;
    const offsets = columns.offsets.slice(row, end);
    fetched.push({
      partition,
      offsets,
      keys: columns.keys.slice(row, end),
      values: columns.values.slice(row, end).map(withoutTombstone),
    });
    for (let i = row; i < end; i++) kept.sizeBytes -= columns.sizes[i];
    kept.row = end;
    kept.position = offsets[offsets.length - 1] + 1;
  }
  return fetched;
}

/** A message without a value, which no bus publishes, is read as one of no bytes. */
function withoutTombstone(value: Payload | undefined): Payload {
  return value ?? new Uint8Array();
}
