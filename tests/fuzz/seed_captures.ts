/**
 * Captures that fuzzing starts from: the goldens, broken ones too, and the odd formats of the shared
 * data where that is there.
 * @module
 */

import { GOLDEN_FOLDER, goldenNames } from "../capture/golden_names.ts";
import { sharedCaptures } from "../capture/shared_captures.ts";

/** Compressed goldens: a decompressor is slow to start, so that few of the seeds are of them. */
const COMPRESSED = /\.(gz|zst)$/;
const COMPRESSED_SEEDS = ["frames.pcap.zst"];

/** Gives the bytes of all seeds. */
export function seedCaptures(): Uint8Array[] {
  const goldens = goldenNames()
    .filter((name) => !COMPRESSED.test(name) || COMPRESSED_SEEDS.includes(name))
    .map((name) => GOLDEN_FOLDER + name);
  const broken = [...Deno.readDirSync(`${GOLDEN_FOLDER}broken`)]
    .filter(({ name }) => !COMPRESSED.test(name))
    .map(({ name }) => `${GOLDEN_FOLDER}broken/${name}`);
  const shared = sharedCaptures("formats").filter((path) => !COMPRESSED.test(path));
  return [...goldens, ...broken, ...shared].map((path) => Deno.readFileSync(path));
}
