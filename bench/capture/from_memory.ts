/**
 * Our reading of a capture that lies in memory.
 * @module
 */

import type { ByteSource } from "#lib/capture/bytes/byte_source.ts";
import { ByteWindow } from "#lib/capture/bytes/byte_window.ts";
import { ParsedSource } from "#lib/capture/parsed_source.ts";
import { PcapParser } from "#lib/capture/pcap/pcap_parser.ts";
import type { PacketSource } from "#lib/capture/source.ts";
import { FlowMeasures } from "#lib/capture/tcp/flow_measures.ts";
import { MeasuredSource } from "#lib/capture/tcp/measured_source.ts";
import type { PacketBatch } from "#lib/core/packet.ts";

/** Reads a classic pcap to columns, through one batch again and again; gives the packets. */
export async function readFromMemory(bytes: Uint8Array, batch: PacketBatch): Promise<number> {
  return await readAll(openMemory(bytes), batch);
}

/** The same with TCP measures of every flow. */
export async function measureFromMemory(bytes: Uint8Array, batch: PacketBatch): Promise<number> {
  return await readAll(new MeasuredSource(openMemory(bytes), new FlowMeasures()), batch);
}

function openMemory(bytes: Uint8Array): PacketSource {
  const naming = { override: undefined, stem: "memory" };
  const parser = new PcapParser({ naming, tunnel: "outer" });
  return new ParsedSource(new ByteWindow(new MemoryBytes(bytes), "memory"), parser);
}

async function readAll(opened: PacketSource, batch: PacketBatch): Promise<number> {
  await using source = opened;
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
