/**
 * What `throughput` and the benches time: writing records, reading them, and the whole way to
 * forecasts, on one topic of one bus.
 * @module
 */

import type { Bus, OutgoingMessage } from "#lib/bus/bus.ts";
import { type BadMessage, RecordDecoder } from "#lib/bus/codec/record_decoder.ts";
import { shiftPacked } from "#lib/bus/codec/shift_packed.ts";
import { DEFAULT_PARTITIONS, Topic } from "#lib/bus/topics.ts";
import { systemClock } from "#lib/core/clock.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";
import { DEFAULT_WINDOW_OPTIONS } from "#lib/window/window_options.ts";
import { BadShare } from "./bad_share.ts";
import { EndlessRecords, STRETCH_BATCHES } from "./endless_records.ts";
import { GroupWorker } from "./group_worker.ts";
import { LinkPipeline } from "./link_pipeline.ts";
import { MEASURING_GROUP } from "./measuring_place.ts";
import { encodeRecords, type RecordFormat } from "./record_publisher.ts";
import { StaleLinks } from "./stale_links.ts";
import type { UntrainedModel } from "./untrained_model.ts";

/** What is measured. */
export type Stage = "produce" | "consume" | "pipeline";

/** How much went through. */
export interface Amount {
  /** Messages. */
  readonly messages: number;
  /** Packets. */
  readonly packets: number;
}

/** What the rig is given. */
export interface RigOptions {
  /** How records lie in messages. */
  readonly format: RecordFormat;
  /** Number of links. */
  readonly links: number;
  /** Rate of each link in event time. */
  readonly ratePerLinkPps: number;
  /** Seed of the traffic. */
  readonly seed: number;
  /** What the names of topics and group begin with. @default nothing */
  readonly prefix?: string;
}

/** Event time of the first record, µs. */
const START_US = Date.UTC(2025, 2, 3) * 1000;
/** JSON messages of one call: a transaction of 20 ms. */
const JSON_ROWS = 8_192;
/** Most packed rows of one call; a second of 100 links at 1,000 packets/s fits. */
const PACKED_ROWS = 131_072;
/** What the log keeps: a measurement must not fill the disk. */
const RETENTION_BYTES = 2 ** 30;
/** What a measurement that was killed leaves on a cluster empties itself. */
const RETENTION_MS = 6 * 3600 * 1000;
/** Bounds of one read. */
const READ = { maxMessages: 20_000, maxBytes: 8 * 2 ** 20 };

/** Times nothing itself: does the work, and says how much it was. */
export class ThroughputRig {
  readonly #bus: Bus;
  readonly #options: RigOptions;
  readonly #records: EndlessRecords;
  readonly #model: UntrainedModel;
  readonly #pipeline: LinkPipeline;
  readonly #decoder = new RecordDecoder({ columns: "counters" });
  readonly #batch: PacketBatch;
  /** Offsets that consuming starts from, by partition. */
  #marks = new Map<number, number>();
  /** The messages of each place of the stretch, as they were last published. */
  readonly #published: OutgoingMessage[][] = [];

  private constructor(
    bus: Bus,
    options: RigOptions,
    records: EndlessRecords,
    model: UntrainedModel,
  ) {
    this.#bus = bus;
    this.#options = options;
    this.#records = records;
    this.#model = model;
    this.#batch = new PacketBatch(65_536, new LinkTable());
    this.#pipeline = this.#makePipeline();
  }

  /** Makes the topics, and the traffic. */
  static async make(bus: Bus, options: RigOptions, model: UntrainedModel): Promise<ThroughputRig> {
    for (const topic of Object.values(Topic)) {
      await bus.createTopic((options.prefix ?? "") + topic, {
        partitions: DEFAULT_PARTITIONS,
        retentionMs: RETENTION_MS,
        retentionBytes: RETENTION_BYTES,
      });
    }
    const aSecond = Math.ceil(options.links * options.ratePerLinkPps);
    const rows = options.format === "json" ? JSON_ROWS : Math.min(aSecond, PACKED_ROWS);
    const traffic = { ...options, startUs: START_US, rows };
    const rig = new ThroughputRig(
      bus,
      options,
      await EndlessRecords.make(traffic, new LinkTable()),
      model,
    );
    await rig.mark();
    return rig;
  }

  /** Encodes and publishes one batch. */
  async produce(): Promise<Amount> {
    const { batch, place } = this.#records.next();
    const messages = encodeRecords(batch, {
      topic: this.#name(Topic.packets),
      format: this.#options.format,
    });
    await this.#bus.publish(messages);
    this.#published[place] = messages;
    return { messages: messages.length, packets: batch.length };
  }

  /** Publishes one batch as {@link ThroughputRig.produce} does, but sooner where its messages can
   * be had from those of the round before: what is not measured need not be encoded. */
  async fill(): Promise<void> {
    if (this.#options.format === "json" || this.#published.length < STRETCH_BATCHES) {
      await this.produce();
      return;
    }
    const { place } = this.#records.next();
    const messages = this.#published[place].map((message) => ({
      ...message,
      value: shiftPacked(message.value as Uint8Array, this.#records.spanUs),
    }));
    await this.#bus.publish(messages);
    this.#published[place] = messages;
  }

  /** Makes the end of the log the place that {@link ThroughputRig.consume} reads from. */
  async mark(): Promise<void> {
    const info = await this.#bus.describeTopic(this.#name(Topic.packets));
    this.#marks = new Map(info?.partitions.map(({ latest }, partition) => [partition, latest]));
  }

  /** Reads and decodes what there is since the mark; again and again where it is called again. */
  async consume(): Promise<Amount> {
    const positions = new Map(this.#marks);
    let messages = 0;
    let packets = 0;
    for (;;) {
      const fetched = await this.#bus.read({
        topic: this.#name(Topic.packets),
        from: positions,
        ...READ,
      });
      if (fetched.length === 0) return { messages, packets };
      for (const part of fetched) {
        const bad: BadMessage[] = [];
        for (let at = 0; at < part.offsets.length;) {
          at = this.#decoder.decode(part, at, this.#batch, bad);
          packets += this.#batch.length;
          this.#batch.clear();
        }
        messages += part.offsets.length;
        positions.set(part.partition, part.offsets[part.offsets.length - 1] + 1);
      }
    }
  }

  /** Reads, decodes, windows and forecasts what there is since the last time, as a member of a
   * group that commits. */
  async pipeline(signal: AbortSignal): Promise<Amount> {
    const before = { ...this.#pipeline.stats, packets: this.#pipeline.windowStats.packets };
    const worker = new GroupWorker({
      group: this.#name(MEASURING_GROUP),
      topic: this.#name(Topic.packets),
      from: "earliest",
      atEnd: "stop",
      sessionTimeoutMs: 10_000,
      commitIntervalMs: 200,
    }, {
      bus: this.#bus,
      pipeline: this.#pipeline,
      badShare: new BadShare(this.#name(Topic.packets), systemClock),
      staleLinks: new StaleLinks(Infinity, systemClock, () => {}),
      clock: systemClock,
    });
    await worker.run(signal);
    return {
      messages: this.#pipeline.stats.messages - before.messages,
      packets: this.#pipeline.windowStats.packets - before.packets,
    };
  }

  /** Forecasts that the pipeline has made. */
  get forecasts(): number {
    return this.#pipeline.stats.forecasts;
  }

  /** Names a topic or the group. */
  #name(name: string): string {
    return (this.#options.prefix ?? "") + name;
  }

  #makePipeline(): LinkPipeline {
    const { parts, backend } = this.#model;
    return new LinkPipeline({
      forecaster: parts,
      origin: { target: parts.target.name, modelHash: "untrained", backend },
      windows: { ...DEFAULT_WINDOW_OPTIONS, windowUs: parts.windowUs },
      alerts: { threshold: 1e12, horizon: 12, clearAfter: 3, windowUs: parts.windowUs },
      topics: {
        topic: this.#name(Topic.packets),
        forecastsTopic: this.#name(Topic.forecasts),
        alertsTopic: this.#name(Topic.alerts),
        deadLettersTopic: this.#name(Topic.deadLetters),
      },
    });
  }
}
