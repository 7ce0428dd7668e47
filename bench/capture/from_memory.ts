/**
 * Our reading of a capture that lies in memory.
 * @module
 */

import type { ByteSource } from "#lib/capture/bytes/byte_source.ts";
import { ByteWindow } from "#lib/capture/bytes/byte_window.ts";
import { ParsedSource } from "#lib/capture/parsed_source.ts";
import { PcapParser } from "#lib/capture/pcap/pcap_parser.ts";
import type { PacketBatch } from "#lib/core/packet.ts";

/** Reads a classic pcap to columns, through one batch again and again; gives the packets. */
export async function readFromMemory(bytes: Uint8Array, batch: PacketBatch): Promise<number> {
  const naming = { override: undefined, stem: "memory" };
  const parser = new PcapParser({ naming, tunnel: "outer" });
  await using source = new ParsedSource(new ByteWindow(new MemoryBytes(bytes), "memory"), parser);
  while (await source.read(batch) > 0) batch.clear();
  if (source.damage !== undefined) throw new Error(source.damage);
  return source.stats.packets;
}

/** Bytes as they would come from a file. */
class MemoryBytes implements ByteSource {
  inputBytes = 0;
  readonly damage = undefined;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  pull(into: Uint8Array): Promise<number> {
    const piece = this.#bytes.subarray(this.inputBytes, this.inputBytes + into.length);
    into.set(piece);
    this.inputBytes += piece.length;
    return Promise.resolve(piece.length);
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
