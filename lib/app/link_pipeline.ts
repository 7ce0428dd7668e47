/**
 * The stages from messages to forecasts and alerts, for the links of some partitions: what `infer`
 * runs and `throughput` measures. It touches no bus: messages go in, a step to be committed comes
 * out.
 * @module
 */

import { ALERT_STATE_SIZE, AlertPolicy, type PolicyOptions } from "#lib/alert/policy.ts";
import { type AlertEvent, alertRecord } from "#lib/alert/alert_record.ts";
import type { FetchedMessages, OutgoingMessage, StateChange } from "#lib/bus/bus.ts";
import { type BadMessage, RecordDecoder } from "#lib/bus/codec/record_decoder.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import { ForecastBatch, ForecastStatus } from "#lib/forecast/forecast_batch.ts";
import { type ForecasterParts, OnlineForecaster } from "#lib/forecast/online_forecaster.ts";
import { type RecordOrigin, RecordWriter } from "#lib/forecast/record_writer.ts";
import { staleRecord } from "#lib/forecast/stale_record.ts";
import { TumblingWindows, type WindowStats } from "#lib/window/tumbling.ts";
import { WindowBatch } from "#lib/window/window_batch.ts";
import type { WindowOptions } from "#lib/window/window_options.ts";
import { deadLetter } from "./dead_letter.ts";
import { decodeLinkState, encodeLinkState } from "./link_state.ts";
import type { TopicNames } from "#lib/config/options/follow.ts";

/** What a pipeline is made of. */
export interface PipelineParts {
  /** The model's parts. */
  readonly forecaster: ForecasterParts;
  /** What the records of forecasts say of the model. */
  readonly origin: RecordOrigin;
  /** How windows are cut. */
  readonly windows: WindowOptions;
  /** When alerts open and close. */
  readonly alerts: PolicyOptions;
  /** Where results go. */
  readonly topics: TopicNames;
}

/** What somebody watching sees of one window. */
export interface Outlook {
  /** Name of the link. */
  readonly link: string;
  /** Packets in the window that has closed. */
  readonly count: number;
  /** Forecasts, and the row that is meant. */
  readonly forecasts: ForecastBatch;
  /** The row. */
  readonly row: number;
  /** What the window changed about incidents. */
  readonly alert: AlertEvent | undefined;
}

/** What went through, besides the windows' own counters. */
export interface PipelineStats {
  /** Messages read. */
  messages: number;
  /** Messages that went to the dead-letter topic. */
  deadLetters: number;
  /** Rows of forecasts, one for each complete window. */
  forecasts: number;
  /** Incidents opened. */
  alertsOpened: number;
  /** Incidents resolved. */
  alertsResolved: number;
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

/** Rows of the batch that records are decoded into: room for several packed messages. */
const BATCH_ROWS = 65_536;

/** Runs the stages over the links of the partitions that it was given. */
export class LinkPipeline {
  /** What went through. */
  readonly stats: PipelineStats = {
    messages: 0,
    deadLetters: 0,
    forecasts: 0,
    alertsOpened: 0,
    alertsResolved: 0,
  };
  /** Names of the links seen. */
  readonly links: LinkTable = new LinkTable();
  readonly #parts: PipelineParts;
  readonly #onOutlook: ((outlook: Outlook) => void) | undefined;
  readonly #decoder = new RecordDecoder({ columns: "counters" });
  readonly #records = new PacketBatch(BATCH_ROWS, this.links);
  readonly #windows: TumblingWindows;
  readonly #closed = new WindowBatch();
  readonly #forecaster: OnlineForecaster;
  readonly #forecasts: ForecastBatch;
  readonly #writer: RecordWriter;
  readonly #policy: AlertPolicy;
  /** Partition of each link, by index. */
  readonly #partitionOf: number[] = [];
  #changed = new Set<number>();
  #offsets = new Map<number, number>();
  #outputs: OutgoingMessage[] = [];

  /**
   * Knows of no link yet.
   * @param onOutlook called for each complete window, in order
   */
  constructor(parts: PipelineParts, onOutlook?: (outlook: Outlook) => void) {
    this.#parts = parts;
    this.#onOutlook = onOutlook;
    this.#windows = new TumblingWindows(parts.windows);
    this.#forecaster = new OnlineForecaster(parts.forecaster);
    this.#forecasts = new ForecastBatch(parts.forecaster.predictor.config.horizon);
    this.#writer = new RecordWriter(this.links, parts.origin);
    this.#policy = new AlertPolicy(parts.alerts);
  }

  /** Counters of the windows. */
  get windowStats(): Readonly<WindowStats> {
    return this.#windows.stats;
  }

  /** Messages that the next step will store. */
  get pendingOutputs(): number {
    return this.#outputs.length;
  }

  /** Whether there is anything to commit. */
  get isPending(): boolean {
    return this.#offsets.size > 0 || this.#outputs.length > 0;
  }

  /**
   * Takes messages; forecasts and alerts wait in the step.
   * @returns how many of them were bad
   */
  process(fetched: readonly FetchedMessages[]): number {
    const before = this.stats.deadLetters;
    for (const messages of fetched) this.#takeIn(messages);
    this.#look();
    return this.stats.deadLetters - before;
  }

  /** Gives what is to be committed, and begins the next step. */
  takeStep(): Step {
    const state: StateChange[] = [];
    for (const link of this.#changed) {
      state.push({
        partition: this.#partitionOf[link],
        key: this.links.name(link),
        value: this.#exportState(link),
      });
    }
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
      const link = this.links.intern(name);
      const [windows, forecaster, alert] = decodeLinkState(bytes, 3);
      this.#partitionOf[link] = partition;
      this.#windows.importState(link, windows);
      this.#forecaster.importState(link, forecaster);
      this.#policy.importState(link, alert, 0);
    }
  }

  /** Forgets the links of a partition, and what is not committed of it. */
  drop(partition: number): void {
    this.#offsets.delete(partition);
    this.#partitionOf.forEach((of, link) => {
      if (of !== partition) return;
      this.#windows.forget(link);
      this.#forecaster.forget(link);
      this.#policy.forget(link);
      this.#changed.delete(link);
      delete this.#partitionOf[link];
    });
  }

  /** Drops all that is not committed: a step that was refused is worked on again by the owner. */
  discard(): void {
    this.takeStep();
  }

  /** Gives the links that a record has come for since their last commit. */
  changedLinks(): Iterable<number> {
    return this.#changed;
  }

  /** Says whether windows of a link are open: it spoke, and neither ended nor went missing. */
  isOpen(link: number): boolean {
    return this.#partitionOf[link] !== undefined && this.#windows.isOpen(link);
  }

  /** Adds a record that says that a link has gone silent. */
  addStale(link: number): void {
    const { windowUs } = this.#parts.windows;
    const windowEnd = Math.floor(this.#windows.lastEventUs(link) / windowUs) * windowUs;
    this.#outputs.push({
      topic: this.#parts.topics.forecastsTopic,
      key: this.links.name(link),
      value: staleRecord(this.links.name(link), windowEnd, this.#parts.origin),
    });
  }

  #takeIn(messages: FetchedMessages): void {
    const { partition, offsets } = messages;
    const bad: BadMessage[] = [];
    for (let at = 0; at < offsets.length;) {
      at = this.#decoder.decode(messages, at, this.#records, bad);
      this.#windows.push(this.#records, this.#closed);
      this.#records.clear();
    }
    for (const link of this.#windows.takeChanged()) {
      this.#changed.add(link);
      this.#partitionOf[link] = partition;
    }
    for (const { index, reason } of bad) this.#setAside(messages, index, reason);
    this.stats.messages += offsets.length;
    this.#offsets.set(partition, offsets[offsets.length - 1] + 1);
  }

  #setAside(messages: FetchedMessages, index: number, reason: string): void {
    const { topic, deadLettersTopic } = this.#parts.topics;
    this.stats.deadLetters++;
    this.#outputs.push(deadLetter(deadLettersTopic, {
      topic,
      partition: messages.partition,
      offset: messages.offsets[index],
      key: messages.keys[index],
      reason,
      payload: messages.values[index],
    }));
  }

  /** Forecasts from the windows that have closed, and looks for alerts. */
  #look(): void {
    const forecasts = this.#forecasts;
    const { forecastsTopic } = this.#parts.topics;
    this.#forecaster.forecast(this.#closed, forecasts);
    for (let row = 0; row < forecasts.length; row++) {
      const key = this.links.name(forecasts.link[row]);
      for (const value of this.#writer.write(forecasts, row)) {
        this.#outputs.push({ topic: forecastsTopic, key, value });
      }
      const alert = this.#watch(row);
      this.#onOutlook?.({
        link: key,
        count: this.#closed.packetCount[forecasts.window[row]],
        forecasts,
        row,
        alert,
      });
    }
    this.stats.forecasts += forecasts.length;
    forecasts.clear();
    this.#closed.clear();
  }

  #watch(row: number): AlertEvent | undefined {
    const forecasts = this.#forecasts;
    const { alerts, topics } = this.#parts;
    const window = forecasts.window[row];
    const link = forecasts.link[row];
    const event = this.#policy.observe(link, {
      windowEnd: forecasts.windowEnd[row],
      watermark: this.#closed.watermark[window],
      count: this.#closed.packetCount[window],
      trusted: forecasts.status[row] === ForecastStatus.ok,
      values: forecasts.values,
      offset: row * forecasts.horizon,
    });
    if (event === undefined) return undefined;
    if (event.state === "open") this.stats.alertsOpened++;
    else this.stats.alertsResolved++;
    const forecastId = event.state === "open" ? this.#writer.id(forecasts, row, event.horizon) : "";
    const name = this.links.name(link);
    const record = alertRecord(name, event, alerts.threshold, forecastId);
    this.#outputs.push({ topic: topics.alertsTopic, key: name, value: JSON.stringify(record) });
    return event;
  }

  #exportState(link: number): Uint8Array {
    const alert = new Float64Array(ALERT_STATE_SIZE);
    this.#policy.exportState(link, alert, 0);
    return encodeLinkState([
      this.#windows.exportState(link),
      this.#forecaster.exportState(link),
      alert,
    ]);
  }
}
