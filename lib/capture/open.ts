/**
 * Opens a capture, by what its first bytes say and never by its name.
 * @module
 */

import { UserError } from "#lib/core/errors.ts";
import type { ByteSource } from "./bytes/byte_source.ts";
import { ByteWindow } from "./bytes/byte_window.ts";
import { FileBytes, openFileBytes } from "./bytes/file_bytes.ts";
import { StreamBytes } from "./bytes/stream_bytes.ts";
import { isSkippable, isZstd } from "./bytes/zstd/frame_header.ts";
import {
  CAPTURE_FORMATS,
  HEAD_BYTES,
  isGzip,
  looksLikeNumbers,
  TEXT_HEAD_BYTES,
} from "./formats.ts";
import { nameUnreadFormat } from "./known_formats.ts";
import type { TunnelView } from "./link/header_walk.ts";
import { fileStem, sanitiseName } from "./link_naming.ts";
import { ParsedSource } from "./parsed_source.ts";
import type { ParserOptions } from "./record_parser.ts";
import type { PacketSource } from "./source.ts";

/** How a capture is opened. */
export interface CaptureOptions {
  /** Name of every link of the capture.
   * @default the interface's name, else the file's stem, `stem:number` where several interfaces
   * have no name; `stdin` for a stream */
  readonly link?: string;
  /** Which IP header of a tunnelled packet gives its protocol, addresses and ports.
   * @default "outer" */
  readonly tunnel?: TunnelView;
}

/**
 * Opens a capture: pcap, pcapng, snoop or a trace in plain text, plain or in gzip or zstd.
 *
 * @param input a path, `-` for standard input, or a stream of the capture's bytes
 * @returns its packets; the caller disposes of it
 * @throws {UserError} if there is no such file, or it is no capture
 *
 * @example
 * ```ts
 * import { openCapture } from "#lib/capture/open.ts";
 * import { LinkTable } from "#lib/core/link_table.ts";
 * import { PacketBatch } from "#lib/core/packet.ts";
 *
 * const empty = new Uint8Array(24);
 * new DataView(empty.buffer).setUint32(0, 0xa1b2c3d4);
 * await using source = await openCapture(new Blob([empty]).stream(), { link: "eth0" });
 * const batch = new PacketBatch(4096, new LinkTable());
 * while (await source.read(batch) > 0) batch.clear();
 * source.damage; // undefined
 * ```
 */
export async function openCapture(
  input: string | ReadableStream<Uint8Array>,
  options: CaptureOptions = {},
): Promise<PacketSource> {
  const isPath = typeof input === "string" && input !== "-";
  const name = isPath ? `"${input}"` : "standard input";
  const stem = isPath ? fileStem(input) : "stdin";
  return await openByteSource(await openInput(input), { ...options, name, stem });
}

/**
 * Opens a capture whose bytes come from anywhere.
 * @param bytes is disposed with the capture, also where that is refused
 * @throws {UserError} as {@link openCapture}
 */
export async function openByteSource(
  bytes: ByteSource,
  options: CaptureOptions & {
    /** What to call the input in messages. */
    readonly name: string;
    /** What to call a link that has no name. */
    readonly stem: string;
  },
): Promise<PacketSource> {
  const parsing: ParserOptions = {
    naming: { override: sanitiseName(options.link ?? "") || undefined, stem: options.stem },
    tunnel: options.tunnel ?? "outer",
  };
  const plain = new ByteWindow(bytes, options.name);
  try {
    return await openWindow(plain, parsing);
  } catch (error) {
    await plain[Symbol.asyncDispose]();
    throw error;
  }
}

async function openInput(input: string | ReadableStream<Uint8Array>): Promise<ByteSource> {
  if (typeof input !== "string") return new StreamBytes(input);
  return input === "-" ? new FileBytes(Deno.stdin) : await openFileBytes(input);
}

async function openWindow(plain: ByteWindow, parsing: ParserOptions): Promise<PacketSource> {
  await plain.fill(HEAD_BYTES);
  const compressed = await decompress(plain);
  if (compressed === undefined) return await openPlain(plain, parsing);
  const inflated = new ByteWindow(compressed, `${plain.name} (decompressed)`);
  await inflated.fill(HEAD_BYTES);
  return await openPlain(inflated, parsing);
}

/** Gives what is in a compressed input, `undefined` where it is not compressed. */
async function decompress(plain: ByteWindow): Promise<ByteSource | undefined> {
  const head = headOf(plain);
  if (isGzip(head)) {
    const { GunzipBytes } = await import("./bytes/gunzip_bytes.ts");
    return new GunzipBytes(plain);
  }
  if (!isZstd(head) && !isSkippable(head, 0)) return undefined;
  const { UnzstdBytes } = await import("./bytes/unzstd_bytes.ts");
  return new UnzstdBytes(plain);
}

async function openPlain(input: ByteWindow, parsing: ParserOptions): Promise<PacketSource> {
  let head = headOf(input);
  if (looksLikeNumbers(head)) {
    await input.fill(TEXT_HEAD_BYTES);
    head = headOf(input, TEXT_HEAD_BYTES);
  }
  const format = CAPTURE_FORMATS.find(({ matches }) => matches(head));
  if (format === undefined) throw new UserError(describeUnread(input, head));
  return new ParsedSource(input, await format.load(parsing));
}

function headOf(input: ByteWindow, most = HEAD_BYTES): Uint8Array {
  return input.bytes.subarray(input.at, Math.min(input.end, input.at + most));
}

function describeUnread({ name, damage }: ByteWindow, head: Uint8Array): string {
  const expected = "expected pcap, pcapng, snoop or a text trace, plain or in gzip or zstd";
  if (damage !== undefined) return `Cannot read ${name}: ${damage}; ${expected}`;
  if (head.length === 0) return `Cannot read ${name}: it is empty; ${expected}`;
  const known = nameUnreadFormat(head);
  if (known === undefined) return `Cannot read ${name}: it is no capture; ${expected}`;
  return `Cannot read ${name}: it is ${known}, which is not read; ${expected}, ` +
    `so convert it with editcap or decompress it`;
}
