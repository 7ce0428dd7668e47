/**
 * Reads the file of a series, plain or in gzip.
 * @module
 */

import { parseSeries, type SeriesColumns } from "#lib/capture/synthetic/parse_series.ts";
import { RateSeries } from "#lib/capture/synthetic/rate_series.ts";
import { UserError } from "#lib/core/errors.ts";
import { refused } from "./system_errors.ts";

/** More than any series takes, and little enough for memory. */
const MOST_BYTES = 256 * 2 ** 20;

/** How a series is read and played. */
export interface SeriesOptions extends SeriesColumns {
  /** How many times as fast as it was it is played. */
  readonly timeScale: number;
}

/**
 * Reads a series.
 * @throws {UserError} that says what is wrong with the file
 */
export async function readSeries(path: string, options: SeriesOptions): Promise<RateSeries> {
  const text = await readText(path);
  return new RateSeries(parseSeries(text, path, options), options.timeScale);
}

async function readText(path: string): Promise<string> {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = await Deno.readFile(path);
  } catch (error) {
    throw refused(`Cannot read the series "${path}"`, error);
  }
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return new TextDecoder().decode(bytes);
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const chunk of plain) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length > MOST_BYTES) break;
    }
  } catch (cause) {
    throw new UserError(`Cannot read the series "${path}": its gzip is broken; fetch it again`, {
      cause,
    });
  }
  if (text.length <= MOST_BYTES) return text;
  throw new UserError(
    `Cannot read the series "${path}": it holds more than ${MOST_BYTES} characters; cut it`,
  );
}
