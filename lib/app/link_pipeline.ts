/**
 * The stages from messages to forecasts and alerts, for the links of some partitions: what `infer`
 * runs and `throughput` measures. It touches no bus: messages go in, a step to be committed comes
 * out.
 * @module
 */

import type { FetchedMessages, OutgoingMessage, StateChange } from "#lib/bus/bus.ts";
import { MAX_PACKED_ROWS } from "#lib/bus/codec/record.ts";
import { type BadMessage, RecordDecoder } from "#lib/bus/codec/record_decoder.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch, RecordKind } from "#lib/core/packet.ts";
import { TumblingWindows, type WindowStats } from "#lib/window/tumbling.ts";
import { WindowBatch } from "#lib/window/window_batch.ts";
import type { WindowOptions } from "#lib/window/window_options.ts";
import { deadLetter } from "./dead_letter.ts";
import {
  ForecastStage,
  type ForecastStageParts,
  type ForecastStats,
  type Outlook,
} from "./forecast_stage.ts";
import { KnownLinks } from "./known_links.ts";
import { LinkAdmission } from "./link_admission.ts";
import { decodeLinkState, encodeLinkState } from "./link_state.ts";
import { otherLinkName } from "./other_link.ts";
import { ROWS_DONE_KEY, RowsDone } from "./rows_done.ts";

/** What a pipeline is made of. */
export interface PipelineParts extends ForecastStageParts {
  /** How windows are cut. */
  readonly windows: WindowOptions;
  /** Most links of a partition that have a state, besides the one for all others.
   * @default no limit */
  readonly maxLinks?: number;
  /** Told the partition in which a packet first found no place for its link. @default nobody */
  readonly onOther?: (partition: number) => void;
}

/** What went through, besides the windows' own counters. */
export interface PipelineStats extends ForecastStats {
  /** Messages read. */
  messages: number;
  /** Messages that went to the dead-letter topic. */
  deadLetters: number;
  /** Links that were forgotten, since they were silent and new ones came. */
  evictedLinks: number;
  /** Packets of links that found no place. */
  otherPackets: number;
}

/** What a commit has to store. */
export interface Step {
  /** Next offset by partition. */
  readonly offsets: ReadonlyMap<number, number>;
  /** Forecasts, alerts and dead letters. */
  readonly outputs: readonly OutgoingMessage[];
  /** State of the links that records came for. */
  readonly state: readonly StateChange[];
}

/** What became of messages that were handed in. */
export interface Taken {
  /** How many were taken. */
  readonly messages: number;
  /** Why messages among them were bad, one reason each; they went to the dead letters. */
  readonly reasons: readonly string[];
  /** Those that were not taken, because the step is full: to be handed in after its commit. */
  readonly rest: readonly FetchedMessages[];
}

/** Rows of the batch that records are decoded into: the most that one message holds. */
const BATCH_ROWS = MAX_PACKED_ROWS;
/** Results that make a step full: a transaction of theirs takes tens of milliseconds, which is
 * what other writers wait for, and a small part of any session timeout. */
const FULL_OUTPUTS = 10_000;
/** Rows that are taken in at once at least: fewer would cost more than they bound. */
const LEAST_ROWS = 32;

/** Runs the stages over the links of the partitions that it was given. */
export class LinkPipeline {
  /** Names of the links that are known here. */
  readonly links: LinkTable = new LinkTable();
  readonly #parts: PipelineParts;
  readonly #decoder: RecordDecoder;
  readonly #records = new PacketBatch(BATCH_ROWS, this.links);
  /** Rows after which the step is looked at: one row can close an idle timeout's windows. */
  readonly #enoughRows: number;
  readonly #windows: TumblingWindows;
  readonly #closed = new WindowBatch();
  readonly #stage: ForecastStage;
  readonly #known = new KnownLinks(this.links);
  readonly #admission: LinkAdmission;
  #messages = 0;
  #deadLetters = 0;
  readonly #rowsDone = new RowsDone();
  #windowPackets = 0;
  readonly #deadByReason = new Map<string, number>();
  #changed = new Set<number>();
  /** Partitions of the links evicted, by name, whose stored state is to be deleted. */
  readonly #evicted = new Map<string, number>();
  #offsets = new Map<number, number>();
  #outputs: OutgoingMessage[] = [];

  /**
   * Knows of no link yet.
   * @param onOutlook called in order for each complete window, and for each partial one that ended
   * an incident
   */
  constructor(parts: PipelineParts, onOutlook?: (outlook: Outlook) => void) {
    this.#parts = parts;
    const { windowUs, idleTimeoutUs } = parts.windows;
    const { horizon } = parts.forecaster.predictor.config;
    const mostOfRow = horizon * Math.ceil(idleTimeoutUs / windowUs);
    this.#enoughRows = Math.max(LEAST_ROWS, Math.floor(FULL_OUTPUTS / mostOfRow));
    this.#windows = new TumblingWindows(parts.windows);
    const columns = parts.windows.measures === "tcp" ? "all" : "counters";
    this.#decoder = new RecordDecoder({ columns });
    this.#stage = new ForecastStage(parts, this.links, onOutlook);
    this.#admission = new LinkAdmission({
      links: this.links,
      known: this.#known,
      records: this.#records,
      windows: this.#windows,
      closed: this.#closed,
      maxLinks: parts.maxLinks ?? Infinity,
      idleTimeoutUs,
      evict: (link, atUs) => this.#evict(link, atUs),
      onOther: parts.onOther ?? (() => {}),
    });
  }

  /** What went through so far. */
  get stats(): Readonly<PipelineStats> {
    const { evictedLinks, otherPackets } = this.#admission;
    return {
      messages: this.#messages,
      deadLetters: this.#deadLetters,
      evictedLinks,
      otherPackets,
      ...this.#stage.stats,
    };
  }

  /** Counters of the windows. */
  get windowStats(): Readonly<WindowStats> {
    return this.#windows.stats;
  }

  /** Packets that windows which have closed have counted. */
  get windowPackets(): number {
    return this.#windowPackets;
  }

  /** Dead letters by reason; there are a few fixed ones. */
  get deadLettersByReason(): ReadonlyMap<string, number> {
    return this.#deadByReason;
  }

  /** Forecasts by status. */
  get forecastsByStatus(): ReadonlyMap<string, number> {
    return this.#stage.byStatus;
  }

  /** Gives how many links have open windows, and the lowest and highest of their watermarks, µs;
   * Infinity and −Infinity where there is none. It looks at every link. */
  openLinks(): { readonly count: number; readonly lowestUs: number; readonly highestUs: number } {
    const { outOfOrdernessUs } = this.#parts.windows;
    let count = 0;
    let lowestUs = Infinity;
    let highestUs = -Infinity;
    for (const link of this.#known.all()) {
      if (!this.#windows.isOpen(link)) continue;
      const watermarkUs = this.#windows.lastEventUs(link) - outOfOrdernessUs;
      count++;
      lowestUs = Math.min(lowestUs, watermarkUs);
      highestUs = Math.max(highestUs, watermarkUs);
    }
    return { count, lowestUs, highestUs };
  }

  /** Whether the step holds so much that it is to be committed before more is taken in. */
  get isFull(): boolean {
    const { horizon } = this.#parts.forecaster.predictor.config;
    return this.#outputs.length + this.#closed.length * horizon >= FULL_OUTPUTS;
  }

  /** Whether there is anything to commit. */
  get isPending(): boolean {
    return this.#offsets.size > 0 || this.#outputs.length > 0;
  }

  /**
   * Takes messages until the step is full, which may be inside a message; forecasts and alerts wait
   * in it. How messages are cut into calls changes no result.
   */
  process(fetched: readonly FetchedMessages[]): Taken {
    const reasons: string[] = [];
    const rest: FetchedMessages[] = [];
    let taken = 0;
    for (const messages of fetched) {
      const end = this.isFull ? 0 : this.#takeIn(messages, reasons);
      if (end < messages.offsets.length) rest.push(messagesFrom(messages, end));
      taken += end;
    }
    this.#look();
    return { messages: taken, reasons, rest };
  }

  /** Gives what is to be committed, and begins the next step. A step that is then refused is lost:
   * its partitions are to be dropped and restored. */
  takeStep(): Step {
    const state = this.#rowsDone.takeChanges();
    for (const link of this.#changed) {
      const key = this.links.name(link);
      this.#evicted.delete(key); // it has come back since
      state.push({
        partition: this.#known.partitionOf(link)!,
        key,
        value: encodeLinkState([
          this.#windows.exportState(link),
          ...this.#stage.exportState(link),
        ]),
      });
    }
    for (const [key, partition] of this.#evicted) state.push({ partition, key });
    this.#evicted.clear();
    const step = { offsets: this.#offsets, outputs: this.#outputs, state };
    this.#changed = new Set();
    this.#offsets = new Map();
    this.#outputs = [];
    return step;
  }

  /**
   * Takes over the links of a partition as they were committed.
   * @throws {UserError} if the state is of another version, or was made with other options
   */
  restore(partition: number, entries: ReadonlyMap<string, Uint8Array>): void {
    for (const [name, bytes] of entries) {
      if (name === ROWS_DONE_KEY) {
        this.#rowsDone.restore(partition, bytes);
        continue;
      }
      const link = name === otherLinkName(partition)
        ? this.#admission.otherOf(partition)
        : this.links.intern(name);
      const [windows, ...stage] = decodeLinkState(bytes, 3);
      this.#known.add(link, partition);
      this.#windows.importState(link, windows);
      this.#stage.importState(link, stage);
    }
  }

  /**
   * Forgets the links of a partition, and what is not committed of it.
   * @returns these links, whose indices are free for others now
   */
  drop(partition: number): readonly number[] {
    this.#offsets.delete(partition);
    this.#rowsDone.drop(partition);
    this.#admission.drop(partition);
    for (const [key, of] of this.#evicted) if (of === partition) this.#evicted.delete(key);
    const links = this.#known.of(partition);
    for (const link of links) {
      this.#windows.forget(link);
      this.#stage.forget(link);
      this.#changed.delete(link);
      this.#known.delete(link);
      this.links.release(link);
    }
    return links;
  }

  /**
   * Notes that messages of a partition are gone unread: what its links said there is missing, not
   * zero, so that their open windows are partial and their histories start over.
   */
  breakOff(partition: number): void {
    this.#rowsDone.set(partition, 0); // the message that they were of is gone
    for (const link of this.#known.of(partition)) {
      if (!this.#windows.isOpen(link)) continue;
      const ts = this.#windows.lastEventUs(link);
      this.#records.push({ kind: RecordKind.end, ts, link });
      this.#windows.push(this.#records, this.#closed);
      this.#records.clear();
    }
    this.#closed.partial.fill(1, 0, this.#closed.length);
    this.#noteChanges();
    this.#look();
  }

  /** Gives the links that a record has come for since their last commit. */
  changedLinks(): Iterable<number> {
    return this.#changed;
  }

  /** Says whether windows of a link are open: it spoke, and neither ended nor went missing. */
  isOpen(link: number): boolean {
    return this.#known.has(link) && this.#windows.isOpen(link);
  }

  /** Adds a record that says that a link has gone silent. */
  addStale(link: number): void {
    const { windowUs } = this.#parts.windows;
    const windowEnd = Math.floor(this.#windows.lastEventUs(link) / windowUs) * windowUs;
    this.#outputs.push(this.#stage.stale(link, windowEnd));
  }

  /** Takes messages of one partition until the step is full; gives how many are done. */
  #takeIn(messages: FetchedMessages, reasons: string[]): number {
    const { partition, offsets } = messages;
    let at = 0;
    while (at < offsets.length && !this.isFull) {
      const bad: BadMessage[] = [];
      const next = this.#decoder.decode(messages, at, this.#records, bad, this.#enoughRows);
      if (!this.#takeRows(partition)) break;
      at = next;
      for (const { index, reason } of bad) {
        this.#setAside(messages, index, reason);
        reasons.push(reason);
      }
    }
    this.#noteChanges();
    this.#messages += at;
    this.#offsets.set(partition, at === 0 ? offsets[0] : offsets[at - 1] + 1);
    return at;
  }

  /** Takes the decoded rows until the step is full; says whether all are done. */
  #takeRows(partition: number): boolean {
    const { horizon } = this.#parts.forecaster.predictor.config;
    const fullAt = Math.ceil((FULL_OUTPUTS - this.#outputs.length) / horizon);
    const rows = this.#records.length;
    const before = this.#rowsDone.of(partition);
    const done = this.#admission.push(partition, Math.min(before, rows), fullAt);
    this.#records.clear();
    this.#rowsDone.set(partition, done < rows ? done : Math.max(0, before - rows));
    return done === rows;
  }

  #noteChanges(): void {
    for (const link of this.#windows.takeChanged()) this.#changed.add(link);
  }

  /** Forgets a link, but for its closed windows, with which the stage ends what it knows of it. */
  #evict(link: number, atUs: number): void {
    this.#evicted.set(this.links.name(link), this.#known.partitionOf(link)!);
    this.#windows.breakOff(link, atUs, this.#closed);
    this.#changed.delete(link);
    this.#known.delete(link);
  }

  #setAside(messages: FetchedMessages, index: number, reason: string): void {
    const { topic, deadLettersTopic } = this.#parts.topics;
    this.#deadLetters++;
    this.#deadByReason.set(reason, (this.#deadByReason.get(reason) ?? 0) + 1);
    this.#outputs.push(deadLetter(deadLettersTopic, {
      topic,
      partition: messages.partition,
      offset: messages.offsets[index],
      key: messages.keys[index],
      reason,
      payload: messages.values[index],
    }));
  }

  #look(): void {
    const { packetCount, length } = this.#closed;
    for (let row = 0; row < length; row++) this.#windowPackets += packetCount[row];
    this.#stage.look(this.#closed, this.#outputs);
    this.#closed.clear();
    for (const link of this.#admission.release()) this.#stage.forget(link);
  }
}

function messagesFrom(messages: FetchedMessages, at: number): FetchedMessages {
  const { partition, offsets, keys, values } = messages;
  return {
    partition,
    offsets: offsets.slice(at),
    keys: keys.slice(at),
    values: values.slice(at),
  };
}
