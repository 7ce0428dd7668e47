import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { UserError } from "#lib/core/errors.ts";
import { GOLDEN_FOLDER, goldenNames } from "./golden_names.ts";
import { openBytes, readRows, type Row } from "./read_rows.ts";

const GOLDENS = new Map(
  goldenNames().map((name) => [name, Deno.readFileSync(GOLDEN_FOLDER + name)]),
);
/** Enough of an input to tell what it is: 12 bytes for pcapng, 4 for pcap. */
const TELLING_BYTES = 12;

/** What there is to see of a capture. */
interface Reading {
  readonly rows: readonly Row[];
  readonly undecoded: readonly (readonly [string, number])[];
  readonly damage: string | undefined;
}

async function read(bytes: Uint8Array, chunkBytes?: number, capacity?: number): Promise<Reading> {
  await using source = await openBytes(bytes, chunkBytes);
  const rows = await readRows(source, capacity);
  equal(source.stats.packets, rows.length);
  return { rows, undecoded: [...source.stats.undecoded].sort(), damage: source.damage };
}

/** Gives the reading, or the message where the input is refused. */
async function readOrRefuse(bytes: Uint8Array, chunkBytes?: number): Promise<Reading | string> {
  try {
    return await read(bytes, chunkBytes);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

for (const [name, whole] of GOLDENS) {
  Deno.test(`openCapture() gives a prefix of ${name} for every truncation`, async () => {
    const { rows } = await read(whole);
    for (let length = 1; length < whole.length; length++) {
      const cut = await readOrRefuse(whole.slice(0, length));
      if (typeof cut === "string") {
        ok(length < TELLING_BYTES || /\.(gz|zst)$/.test(name), `refused ${length} bytes: ${cut}`);
      } else {
        deepEqual(cut.rows, rows.slice(0, cut.rows.length), `cut after ${length} bytes`);
      }
    }
  });

  Deno.test(`openCapture() reads ${name} alike however it is cut into chunks`, async () => {
    const expected = await read(whole);
    for (const chunkBytes of [1, 2, 3, 5, 7, 11, 13, 16, 17, 24, 31, 64, 100, 333]) {
      deepEqual(await read(whole, chunkBytes), expected, `chunks of ${chunkBytes}`);
    }
    for (const capacity of [1, 2, 3]) {
      deepEqual(await read(whole, undefined, capacity), expected, `batches of ${capacity}`);
    }
  });
}

Deno.test("openCapture() never throws on mutated captures and reads them alike in chunks", async () => {
  const mutation = fc.record({ at: fc.nat(), value: fc.nat(255) });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...GOLDENS.values()),
      fc.array(mutation, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 200 }),
      async (golden, mutations, chunkBytes) => {
        const bytes = golden.slice();
        for (const { at, value } of mutations) bytes[at % bytes.length] = value;
        deepEqual(await readOrRefuse(bytes, chunkBytes), await readOrRefuse(bytes));
      },
    ),
    { numRuns: 1500, seed: 3 },
  );
});
