/**
 * Packet records without end for measurements: one stretch of synthetic traffic, played again and
 * again with later times, so that its making costs nothing while something else is timed.
 * @module
 */

import { SyntheticSource } from "#lib/capture/synthetic/synthetic_source.ts";
import type { LinkTable } from "#lib/core/link_table.ts";
import { PacketBatch } from "#lib/core/packet.ts";

/** What the records are like. */
export interface EndlessOptions {
  /** Number of links. */
  readonly links: number;
  /** Rate of each link in event time. */
  readonly ratePerLinkPps: number;
  /** Seed of the stretch. */
  readonly seed: number;
  /** Event time of the first record, µs. */
  readonly startUs: number;
  /** Rows of each batch. */
  readonly rows: number;
}

/** Batches in a stretch: their repetition shows in no figure, their memory would. */
export const STRETCH_BATCHES = 8;

/** Gives the same batches over and over, each time later. */
export class EndlessRecords {
  /** How much later each round is than the one before, µs. */
  readonly spanUs: number;
  readonly #batches: readonly PacketBatch[];
  #given = 0;

  private constructor(batches: readonly PacketBatch[], spanUs: number) {
    this.#batches = batches;
    this.spanUs = spanUs;
  }

  /** Makes the stretch. */
  static async make(options: EndlessOptions, links: LinkTable): Promise<EndlessRecords> {
    const { links: count, ratePerLinkPps, seed, startUs, rows } = options;
    await using source = new SyntheticSource({
      links: count,
      ratePps: count * ratePerLinkPps,
      seed,
      startUs,
      episodesPerDay: 0,
    });
    const batches: PacketBatch[] = [];
    for (let i = 0; i < STRETCH_BATCHES; i++) {
      const batch = new PacketBatch(rows, links);
      await source.read(batch);
      batches.push(batch);
    }
    // One microsecond on: the first record of a round comes after the last of the one before.
    return new EndlessRecords(batches, source.reachedUs - startUs + 1);
  }

  /**
   * Gives the next batch.
   * @returns the batch, which is the caller's until it comes round again, and its place in the
   * stretch
   */
  next(): { batch: PacketBatch; place: number } {
    const place = this.#given % this.#batches.length;
    const batch = this.#batches[place];
    if (this.#given >= this.#batches.length) {
      for (let row = 0; row < batch.length; row++) batch.ts[row] += this.spanUs;
    }
    this.#given++;
    return { batch, place };
  }
}
