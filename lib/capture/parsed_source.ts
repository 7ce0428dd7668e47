/**
 * A packet source over a window of bytes and the parser of their format: reads on when the parser
 * wants more, and says where the input broke.
 * @module
 */

import type { PacketBatch } from "#lib/core/packet.ts";
import type { ByteWindow } from "./bytes/byte_window.ts";
import type { RecordParser } from "./record_parser.ts";
import type { PacketSource, SourceStats } from "./source.ts";

/** Gives the packets of one capture. */
export class ParsedSource implements PacketSource {
  /** Counters of this capture. */
  readonly stats: SourceStats = {
    packets: 0,
    bytes: 0,
    inputBytes: 0,
    dropped: 0,
    undecoded: new Map(),
  };
  readonly #input: ByteWindow;
  readonly #parser: RecordParser;
  #damage: string | undefined;
  #done = false;

  /**
   * Reads from where the window stands.
   * @param input stands at the first byte of the capture; it is disposed with this source
   */
  constructor(input: ByteWindow, parser: RecordParser) {
    this.#input = input;
    this.#parser = parser;
  }

  /** One sentence on where and how the input broke. */
  get damage(): string | undefined {
    return this.#damage;
  }

  /**
   * Adds the packets that are at hand, waiting until there is at least one.
   * @throws {RangeError} if the batch has no free row
   */
  async read(batch: PacketBatch): Promise<number> {
    if (batch.free === 0) throw new RangeError("Cannot read packets: the batch has no free row");
    const before = batch.length;
    while (batch.length === before && !this.#done) {
      const wasAtEnd = this.#input.isAtEnd;
      const need = this.#parser.parse(this.#input, batch, this.stats);
      if (this.#parser.broken !== undefined) this.#break(this.#parser.broken);
      else if (batch.length > before || await this.#input.fill(need)) continue;
      // A parser is asked once more at the end: text needs no line end behind its last line.
      else if (wasAtEnd) this.#end(need);
    }
    this.stats.inputBytes = this.#input.inputBytes;
    return batch.length - before;
  }

  #end(need: number): void {
    const { damage, at, end } = this.#input;
    this.#done = true;
    if (damage !== undefined) this.#break(damage);
    else if (end > at) this.#break(`the input ends after ${end - at} of ${need} bytes`);
  }

  #break(why: string): void {
    const { name, position } = this.#input;
    const packets = this.stats.packets;
    const read = packets === 1 ? "1 whole packet was read" : `${packets} whole packets were read`;
    this.#done = true;
    this.#damage = `${name} is damaged at byte ${position}, packet ${packets + 1}: ${why}; ` +
      read;
  }

  /** Closes the input. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#done = true;
    await this.#input[Symbol.asyncDispose]();
  }
}
