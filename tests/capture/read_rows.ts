/**
 * Reads a whole source into plain rows, for comparison in tests.
 * @module
 */

import { openCapture } from "#lib/capture/open.ts";
import type { PacketSource } from "#lib/capture/source.ts";
import { LinkTable } from "#lib/core/link_table.ts";
import { ADDRESS_STRIDE_BYTES, PacketBatch } from "#lib/core/packet.ts";

/** One record as a plain object. */
export interface Row {
  readonly kind: number;
  readonly ts: number;
  readonly link: string;
  readonly len: number;
  readonly proto: number;
  readonly src: string;
  readonly dst: string;
  readonly sport: number;
  readonly dport: number;
}

/** Gives the rows of a batch. */
export function rowsOf(batch: PacketBatch): Row[] {
  return Array.from({ length: batch.length }, (_, row) => {
    const at = row * ADDRESS_STRIDE_BYTES;
    return {
      kind: batch.kind[row],
      ts: batch.ts[row],
      link: batch.links.name(batch.link[row]),
      len: batch.len[row],
      proto: batch.proto[row],
      src: formatAddress(batch.family[row], batch.addresses.subarray(at, at + 16)),
      dst: formatAddress(batch.family[row], batch.addresses.subarray(at + 16, at + 32)),
      sport: batch.sport[row],
      dport: batch.dport[row],
    };
  });
}

/** Reads a source to its end through a batch of the given capacity. */
export async function readRows(source: PacketSource, capacity = 1000): Promise<Row[]> {
  const batch = new PacketBatch(capacity, new LinkTable());
  const rows: Row[] = [];
  while (await source.read(batch) > 0) {
    rows.push(...rowsOf(batch));
    batch.clear();
  }
  return rows;
}

/** Opens bytes, cut into chunks of a size, as a capture. */
export function openBytes(bytes: Uint8Array, chunkBytes = bytes.length): Promise<PacketSource> {
  let at = 0;
  return openCapture(
    new ReadableStream<Uint8Array>({
      pull: (controller) => {
        if (at >= bytes.length) return controller.close();
        controller.enqueue(bytes.slice(at, at += chunkBytes));
      },
    }),
  );
}

/** Full hexadecimal for IPv6: two texts are the same address only if they are equal. */
function formatAddress(family: number, address: Uint8Array): string {
  if (family === 4) return address.subarray(0, 4).join(".");
  return family === 6 ? address.toHex() : "";
}
