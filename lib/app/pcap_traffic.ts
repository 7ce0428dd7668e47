/**
 * Generated packets as a capture file: pcapng, an interface for each link.
 * @module
 */

import { PcapngWriter } from "#lib/capture/pcapng/pcapng_writer.ts";
import { FrameBuilder } from "#lib/capture/synthetic/frame_builder.ts";
import type { PacketBatch } from "#lib/core/packet.ts";
import { AsideFile } from "./aside_file.ts";
import type { TrafficSink } from "./traffic_sink.ts";

/** What is written. */
export interface PcapTrafficOptions {
  /** The file. */
  readonly path: string;
  /** Most bytes of a packet that are kept. */
  readonly snapBytes: number;
  /** Names of the links, by number; the batches number them alike. */
  readonly links: readonly string[];
}

/** Writes a file aside; it takes its name at the end, so that it is always whole. */
export class PcapTraffic implements TrafficSink, Disposable {
  /** The file's path. */
  readonly place: string;
  /** A file has no messages. */
  readonly messages: number = 0;
  /** A file has nothing to add. */
  readonly said: undefined = undefined;
  readonly #snapBytes: number;
  readonly #file: AsideFile;
  readonly #writer: PcapngWriter;
  readonly #frames = new FrameBuilder();

  /**
   * Opens the file.
   * @throws {UserError} if it could not be written
   */
  constructor({ path, snapBytes, links }: PcapTrafficOptions) {
    this.place = path;
    this.#snapBytes = snapBytes;
    this.#file = new AsideFile(path);
    this.#writer = new PcapngWriter(links, snapBytes, (piece) => this.#file.write(piece));
  }

  /** Bytes of the file so far. */
  get sizeBytes(): number {
    return this.#file.sizeBytes;
  }

  /** Adds packets. @param batch with the side table of TCP */
  write(batch: PacketBatch): Promise<void> {
    for (let row = 0; row < batch.length; row++) {
      const frame = this.#frames.build(batch, row);
      const kept = frame.length > this.#snapBytes ? frame.subarray(0, this.#snapBytes) : frame;
      this.#writer.packet(batch.link[row], batch.ts[row], kept, frame.length);
    }
    return Promise.resolve();
  }

  /** Does nothing: a file says no more than its packets. */
  advance(): Promise<void> {
    return Promise.resolve();
  }

  /** Stores the file under its name. */
  finish(): Promise<void> {
    this.#writer.flush();
    this.#file.finish();
    return Promise.resolve();
  }

  /** Removes what was not finished. */
  [Symbol.dispose](): void {
    this.#file[Symbol.dispose]();
  }
}
