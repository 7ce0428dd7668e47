/**
 * Opens the captures that a script was told to read as one source.
 * @module
 */

import { MergedSource } from "#lib/capture/merged_source.ts";
import { type CaptureOptions, openCapture } from "#lib/capture/open.ts";
import type { PacketSource } from "#lib/capture/source.ts";
import { UserError } from "#lib/core/errors.ts";

/**
 * Opens one capture as it is, several merged by time.
 * @param inputs paths of files, none of them a folder; `-` only alone
 * @throws {UserError} as `openCapture`, or if a pipe is among several
 */
export async function openInputs(
  inputs: readonly string[],
  options: CaptureOptions,
): Promise<PacketSource> {
  if (inputs.length === 1) return await openCapture(inputs[0], options);
  for (const input of inputs) {
    if (input === "-" || !await isReadTwice(input)) {
      throw new UserError(
        `Cannot merge "${input}" with other captures: it is a pipe, which cannot be read twice; ` +
          `read it alone, or write it into a file first`,
      );
    }
  }
  return await MergedSource.of(inputs.length, (index) => openCapture(inputs[index], options));
}

async function isReadTwice(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    return true; // opening it says what is wrong
  }
}
