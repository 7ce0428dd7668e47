/**
 * Feeds mutated captures to the capture reader: nothing may throw, hang or depend on how the bytes
 * are cut into chunks.
 * @module
 */

import { Random } from "#lib/core/random.ts";
import { Batches } from "./batches.ts";
import { ChunkedBytes } from "./chunked_bytes.ts";
import { type CaptureBlocks, cutIntoBlocks } from "./capture_blocks.ts";
import { type Digest, digestOf } from "./digest.ts";
import { mutate } from "./mutate.ts";

/** How long and from where. */
export interface FuzzOptions {
  readonly runs: number;
  readonly seed: number;
  /** Whole captures that mutations start from. */
  readonly captures: readonly Uint8Array[];
  /** Called every ten thousand runs. */
  readonly onProgress?: (runs: number) => void;
}

/** What came of it. */
export interface FuzzResult {
  readonly runs: number;
  readonly packets: number;
  /** Inputs that were refused as no capture. */
  readonly refused: number;
  /** Inputs that were read, and found damaged. */
  readonly damaged: number;
  /** Longest time of one reading, ms. */
  readonly slowestMs: number;
  /** Most memory that the process held, bytes. */
  readonly mostRssBytes: number;
  readonly failure: FuzzFailure | undefined;
}

/** The first input that went wrong. */
export interface FuzzFailure {
  readonly run: number;
  readonly input: Uint8Array;
  readonly why: string;
}

const MOST_SEED_BYTES = 2048;
const LOOK_RUNS = 10_000;
/** A reading that takes longer than this hangs. */
const HANG_MS = 1_000;

/** Runs mutations until one goes wrong, or all are done. */
export async function fuzzCaptures(options: FuzzOptions): Promise<FuzzResult> {
  const random = new Random(options.seed);
  const batches = new Batches();
  const seeds = options.captures.map(headOf);
  const result = {
    runs: 0,
    packets: 0,
    refused: 0,
    damaged: 0,
    slowestMs: 0,
    mostRssBytes: 0,
    failure: undefined as FuzzFailure | undefined,
  };
  for (; result.runs < options.runs && result.failure === undefined; result.runs++) {
    const [seed, other] = [
      seeds[random.integer(seeds.length)],
      seeds[random.integer(seeds.length)],
    ];
    const input = mutate(random, seed, other);
    const startMs = performance.now();
    try {
      const digest = await readTwice(input, random, batches);
      result.packets += digest.packets;
      if (digest.said.startsWith("Cannot read")) result.refused++;
      else if (!digest.said.endsWith(" undefined")) result.damaged++;
    } catch (error) {
      const why = error instanceof Error ? error.stack ?? error.message : String(error);
      result.failure = { run: result.runs, input, why };
    }
    let ms = performance.now() - startMs;
    // A machine with other work may have stopped for a while: what hangs does so again.
    if (ms > HANG_MS && result.failure === undefined) ms = Math.min(ms, await msOf(input, batches));
    result.slowestMs = Math.max(result.slowestMs, ms);
    if (ms > HANG_MS) {
      result.failure ??= { run: result.runs, input, why: `reading it took ${Math.round(ms)} ms` };
    }
    if (result.runs % LOOK_RUNS === 0) {
      result.mostRssBytes = Math.max(result.mostRssBytes, Deno.memoryUsage().rss);
      options.onProgress?.(result.runs);
    }
  }
  return result;
}

async function msOf(input: Uint8Array, batches: Batches): Promise<number> {
  const startMs = performance.now();
  await digestOf(new ChunkedBytes(input), batches.take(64), "inner");
  return performance.now() - startMs;
}

/** Reads an input whole and in chunks; both must say the same. */
async function readTwice(input: Uint8Array, random: Random, batches: Batches): Promise<Digest> {
  const tunnel = random.integer(2) === 0 ? "inner" : "outer";
  const whole = await digestOf(new ChunkedBytes(input), batches.take(64), tunnel);
  const batch = batches.take(1 + random.integer(16));
  const chunked = await digestOf(new ChunkedBytes(input, random), batch, tunnel);
  const same = whole.hash === chunked.hash && whole.packets === chunked.packets &&
    whole.said === chunked.said;
  if (!same) {
    throw new Error(`whole: ${JSON.stringify(whole)}; in chunks: ${JSON.stringify(chunked)}`);
  }
  return whole;
}

/** The first blocks of a capture: small inputs are read quickly, and mutated more. */
function headOf(bytes: Uint8Array): CaptureBlocks {
  const cut = cutIntoBlocks(bytes);
  const blocks: Uint8Array[] = [];
  let length = cut.header.length;
  for (const block of cut.blocks) {
    length += block.length;
    if (length > MOST_SEED_BYTES) break;
    blocks.push(block);
  }
  return { ...cut, blocks, header: cut.header.subarray(0, MOST_SEED_BYTES) };
}
